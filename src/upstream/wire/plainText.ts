// A tag's name follows its "<" at once and ends at a blank, "/" or ">": "a < b", "<3" and "<ana@example.com>" are text.
const HTML_TAG = /^<(?:\/?[a-z][a-z0-9-]*(?:[\s/].*)?|!.*)>$/is;

/**
 * A text without its HTML tags, those included that come about when one inside of them is taken away: "<<b>b>". It is
 * read once, however deep they lie.
 */
function withoutTags(value: string): string {
  const parts: string[] = [];
  // Where in them a "<" stands that may begin a tag.
  const begun: number[] = [];
  for (const part of value.split(/([<>])/)) {
    const start = part === '>' ? begun.pop() : undefined;
    if (start !== undefined && HTML_TAG.test(`${parts.slice(start).join('')}>`)) {
      parts.length = start;
      continue;
    }
    if (part === '<') begun.push(parts.length);
    // No tag reaches over a ">" that ends none.
    if (part === '>') begun.length = 0;
    parts.push(part);
  }
  return parts.join('');
}

/** A text without HTML and surrounding blanks. */
export const plainText = (value: string): string => (value.includes('<') ? withoutTags(value) : value).trim();
