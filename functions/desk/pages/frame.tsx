/** @jsxImportSource hono/jsx */
import { Button, type Frame, type Markup, type Page } from '../../subscribe/pages/layout.tsx';
import type { Session } from '../sessions.ts';

/** Around all pages of the desk. */
export const DESK: Frame = {
  strap: (
    <>
      <span>The desk, for editors</span> <a href="/">What readers see</a>
    </>
  ),
  foot: 'One cookie keeps an editor signed in here, for twelve hours at most; another knows this browser again.',
  home: <a href="/desk">To the desk</a>,
};

/** The rooms of the desk, by their address. */
const ROOMS = {
  '/desk': 'Next edition',
  '/desk/papers': 'Papers',
  '/desk/suggestions': 'Suggestions',
  '/desk/running': 'Running',
} as const;
type Room = keyof typeof ROOMS;

/** What an act came to, by the word that the address has of it. */
export const saidBy = (all: Record<string, string>, word = ''): string | undefined =>
  Object.hasOwn(all, word) ? all[word] : undefined;

/** A page of a room, for the editor who is in. `said` is what their last act came to. */
export function deskPage(
  session: Session,
  room: Room,
  { title, body, said }: { title: string; body: Markup; said?: Markup },
): Page {
  const fields = carried(session);
  return {
    title,
    look: 'desk',
    body: (
      <>
        <nav class="rooms" aria-label="The desk">
          <ul role="list">
            {Object.entries(ROOMS).map(([path, name]) => (
              <li>
                <a href={path} aria-current={path === room ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {said && (
          <p class="done" role="status">
            {said}
          </p>
        )}
        <h1>{title}</h1>
        {body}
        <section class="more">
          <h2>Sign out</h2>
          <div class="buttons">
            <Button action="/desk/sign-out" fields={fields} plain>
              Sign out here
            </Button>
            <Button action="/desk/sign-out-everywhere" fields={fields} plain>
              Sign out everywhere
            </Button>
          </div>
        </section>
      </>
    ),
  };
}

/** The field that every form of the desk carries along. */
export const carried = ({ formToken }: Session) => ({ form: formToken });
