import { canonicalZone } from '../domain/schedule.ts';

/** Places that the runtime lists under names the tz database gave up decades ago. Both work; people know the new ones. */
const RENAMED: Record<string, string> = {
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
};

const PLACES = new Map(
  Intl.supportedValuesOf('timeZone')
    .filter((zone) => zone.includes('/'))
    .map((zone) => RENAMED[zone] ?? zone)
    .map((zone) => [placeOf(zone), zone]),
);

/** The places of every IANA zone, by continent or ocean and alphabet: what a list of zones shows. */
export const ZONE_GROUPS: readonly { area: string; places: readonly string[] }[] = Object.entries(
  Object.groupBy(PLACES, ([, zone]) => zone.slice(0, zone.indexOf('/'))),
)
  .map(([area, zones = []]) => ({ area, places: zones.map(([place]) => place).sort() }))
  .sort((a, b) => (a.area < b.area ? -1 : 1));

/** A zone without its area, spelt for people: `New York`. No two zones share a place (a test looks). */
export function placeOf(zone: string): string {
  return zone.slice(zone.indexOf('/') + 1).replaceAll('_', ' ');
}

const TYPED = new Map([...PLACES].map(([place, zone]) => [place.toLowerCase(), zone]));

/**
 * The zone meant by a place of the list, or by any IANA name, in the one spelling; capital and small letters make no difference.
 * A place comes first: `Singapore` is also an old alias.
 */
export function zoneOf(text: string): string | undefined {
  return TYPED.get(text.toLowerCase()) ?? canonicalZone(text);
}
