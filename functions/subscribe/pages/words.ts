/** Days of the week by ISO number less one. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** A full hour: `08:00`. */
export const clock = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** A zone as people read it: `America/New York`. */
export const spelt = (zone: string) => zone.replaceAll('_', ' ');

/** `1 paper`, `1,234 papers`. */
export const counted = (n: number, noun: string) => `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
