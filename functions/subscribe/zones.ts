import { canonicalZone } from '../domain/schedule.ts';

/** The runtime lists these zones under old names. Both names work, and people know the new ones. */
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

/** The places of all IANA zones, by continent or ocean, in alphabetical order: the list on the form. */
export const ZONE_GROUPS: readonly { area: string; places: readonly string[] }[] = Object.entries(
  Object.groupBy(PLACES, ([, zone]) => zone.slice(0, zone.indexOf('/'))),
)
  .map(([area, zones = []]) => ({ area, places: zones.map(([place]) => place).sort() }))
  .sort((a, b) => (a.area < b.area ? -1 : 1));

/** A zone without its area, spelt for people: `New York`. No two zones share a place (a test checks). */
export function placeOf(zone: string): string {
  return zone.slice(zone.indexOf('/') + 1).replaceAll('_', ' ');
}

const ZONE_BY_LOWER_PLACE = new Map([...PLACES].map(([place, zone]) => [place.toLowerCase(), zone]));

/**
 * The zone of a place in the list, or of any IANA name, in its canonical spelling. Case makes no difference. Places come first:
 * `Singapore` is also an old alias.
 */
export function zoneOf(text: string): string | undefined {
  return ZONE_BY_LOWER_PLACE.get(text.toLowerCase()) ?? canonicalZone(text);
}
