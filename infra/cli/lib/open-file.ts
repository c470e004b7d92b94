import { spawn } from 'node:child_process';

/** Opens a file or an address in the program that this system has for it. */
export function openFile(file: string): void {
  const [program, ...args] = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }[String(process.platform)] ?? ['xdg-open'];
  if (program)
    spawn(program, [...args, file], { detached: true, stdio: 'ignore' })
      .on('error', () => {})
      .unref();
}
