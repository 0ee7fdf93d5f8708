const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Reads a header of weighted names (RFC 9110, 12.4.2), such as `gzip;q=0.5` → gzip and 0.5, in the order of the header.
 * An unreadable weight counts as 0: the client gets what every client can read.
 */
export const weightsIn = (header: string): readonly (readonly [name: string, weight: number])[] =>
  header.split(',').map(weightOf);

function weightOf(text: string): readonly [name: string, weight: number] {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, '');
  return [name, weight === undefined ? 1 : WEIGHT.test(weight) ? Number(weight) : 0];
}
