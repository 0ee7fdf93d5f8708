import { decodeHTMLStrict } from 'entities/decode';

/** The elements of HTML, old versions included, and the root elements of embedded formats. */
const ELEMENTS =
  'a|abbr|acronym|address|applet|area|article|aside|audio|b|base|basefont|bdi|bdo|bgsound|big|blink|blockquote|body|br|button|canvas|caption|center|cite|code|col|colgroup|data|datalist|dd|del|details|dfn|dialog|dir|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|marquee|math|menu|meta|meter|nav|nobr|noembed|noframes|noscript|object|ol|optgroup|option|output|p|param|picture|plaintext|pre|progress|q|rb|rp|rt|rtc|ruby|s|samp|script|search|section|select|slot|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th|thead|time|title|tr|track|tt|u|ul|var|video|wbr|xmp';

/** The attributes that need no value in HTML. */
const BOOLEAN_ATTRIBUTES =
  'allowfullscreen|async|autofocus|autoplay|checked|compact|controls|default|defer|disabled|formnovalidate|hidden|inert|ismap|itemscope|loop|multiple|muted|nohref|nomodule|noshade|novalidate|nowrap|open|playsinline|readonly|required|reversed|selected';

const ATTRIBUTE = `(?:[\\w:@.-]+\\s*=\\s*(?:"[^"]*"|'[^']*'|[^\\s"'<>=\`]+)|(?:${BOOLEAN_ATTRIBUTES})(?=[\\s/>]))`;

// Hand-written HTML sometimes lacks the blank after a quoted value, and browsers accept that.
const TAG = `<(?:/(?:${ELEMENTS})\\s*|(?:${ELEMENTS})(?:(?:[\\s/]+|(?<=["']))${ATTRIBUTE})*[\\s/]*|!doctype(?:\\s[^<>]*)?)>`;

const TAG_HERE = new RegExp(TAG, 'iy');
const WHOLE_TAG = new RegExp(`^${TAG}$`, 'i');

/** A tag that holds a "<" or a ">" in a quoted value is found up to this length. */
const MOST_CHARACTERS = 1000;

/** The end of a tag or a comment that begins at a "<"; undefined if none does. */
function endOfMarkup(value: string, start: number, lastCommentEnd: number): number | undefined {
  if (value.startsWith('<!--', start)) {
    return lastCommentEnd >= start + 4 ? value.indexOf('-->', start + 4) + 3 : undefined;
  }
  TAG_HERE.lastIndex = 0;
  return TAG_HERE.test(value.slice(start, start + MOST_CHARACTERS)) ? start + TAG_HERE.lastIndex : undefined;
}

/**
 * Removes the HTML tags of a text, including tags that only appear when an inner tag is removed: "<<b>b>". It reads
 * the text once, however deep the tags are nested.
 */
function withoutTags(value: string): string {
  const lastCommentEnd = value.lastIndexOf('-->');
  const parts: string[] = [];
  // Positions in the parts of each "<" that may begin a tag.
  const begun: number[] = [];
  const brackets = /[<>]/g;
  let read = 0;
  for (let found = brackets.exec(value); found; found = brackets.exec(value)) {
    if (found.index > read) parts.push(value.slice(read, found.index));
    read = found.index + 1;
    const [bracket] = found;
    if (bracket === '<') {
      const end = endOfMarkup(value, found.index, lastCommentEnd);
      if (end === undefined) {
        begun.push(parts.length);
        parts.push(bracket);
      } else {
        read = end;
        brackets.lastIndex = end;
      }
      continue;
    }
    const start = begun.pop();
    if (start !== undefined && WHOLE_TAG.test(`${parts.slice(start).join('')}>`)) {
      parts.length = start;
      continue;
    }
    // No tag extends past a ">" that does not end a tag.
    begun.length = 0;
    parts.push(bracket);
  }
  return `${parts.join('')}${value.slice(read)}`;
}

// C0 but tab, line feed and carriage return; and DEL.
// oxlint-disable-next-line no-control-regex -- these characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;

/**
 * The plain text of an upstream's text: without HTML, control characters and surrounding blanks, and with entities
 * decoded. Takes time in proportion to the text's length.
 *
 * Markup is a tag of an HTML element, a comment or a doctype. In a tag, only attributes may follow the element's
 * name: `name=value`, or an attribute that needs no value in HTML. So "<John Smith>" and "a <b and c> d" are text.
 * Entities are decoded once, after the tags are removed: "&lt;b&gt;" is the text "<b>", "&amp;lt;" is "&lt;". They
 * need their semicolon: "a&copy=1" stays.
 */
export function plainText(value: string): string {
  const bare = value.replace(CONTROLS, '');
  const untagged = bare.includes('<') ? withoutTags(bare) : bare;
  const decoded = untagged.includes('&') ? decodeHTMLStrict(untagged).replace(CONTROLS, '') : untagged;
  // Half of a surrogate pair cannot be written in UTF-8.
  return decoded.trim().toWellFormed();
}
