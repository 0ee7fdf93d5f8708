/** Zones in which call centres work, named first if several have the same offset. */
const USUAL = [
  'America/Chicago',
  'America/New_York',
  'America/Denver',
  'America/Los_Angeles',
  'America/Phoenix',
  'America/Mexico_City',
  'America/Bogota',
  'America/Lima',
  'America/Santo_Domingo',
  'America/Sao_Paulo',
  'America/Argentina/Buenos_Aires',
  'UTC',
  'Europe/London',
  'Europe/Madrid',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Manila',
  'Australia/Sydney',
];

const MOST = 3;

/** A few zones with an offset from UTC at an instant, both in milliseconds. */
export function zonesAt(now: number, offsetMs: number): readonly string[] {
  const instant = Temporal.Instant.fromEpochMilliseconds(now);
  const isAt = (name: string): boolean =>
    instant.toZonedDateTimeISO(name).offsetNanoseconds / 1_000_000 === offsetMs;
  const usual = USUAL.filter(isAt);
  return (usual.length > 0 ? usual : Intl.supportedValuesOf('timeZone').filter(isAt)).slice(0, MOST);
}
