import { z } from 'zod';
import { whole } from '../../wire/reading/reader.ts';
import { megabytes, type Endpoint } from '../../endpoint.ts';
import { leadFields } from './leadFields.ts';
import { leadToAdd, type LeadToAdd } from './leadToAdd.ts';

export interface LeadLine {
  /** The first word of the line; OTHER if the line has none of the known forms. */
  readonly level: 'SUCCESS' | 'NOTICE' | 'ERROR' | 'OTHER';
  /** The message of the line without `add_lead`: "LEAD HAS BEEN ADDED". */
  readonly topic: string;
  /** The values after " - " (or after ": " in a refusal of permission), in the line's order. */
  readonly values: readonly string[];
  /** True if its last value is whole: something stands behind it, if only the end of the line. */
  readonly isEnded: boolean;
}

// Lines are found by their first word, not by newlines: after multi_alt_phones a NOTICE follows without a newline.
const LINE = /(SUCCESS|NOTICE|ERROR): ([^\r\n]*?)(?=(?:SUCCESS|NOTICE|ERROR): |[\r\n]|$)/g;

// The alternative numbers, which the ancestor prints back without a keyword: `7275551212|1|work7275551213|1|home`.
// The last digits of a note and the first of the next number cannot be told apart, so the pattern does not split
// them.
const ALT_PHONES = /^\d+\|\d*\|[^|]*(?:\d\|\d*\|[^|]*)*$/;

const lineOf = (found: RegExpMatchArray): LeadLine[] => {
  const [line, level, rest = ''] = found;
  if (level !== 'SUCCESS' && level !== 'NOTICE' && level !== 'ERROR') return [];
  const [, topic = rest, mark, values] = /^(.*?)( - |: (?=\|))(.*)$/s.exec(rest) ?? [];
  return [
    {
      level,
      topic: topic.replace(/^add_lead /, '').trim(),
      values:
        values === undefined
          ? []
          : // Behind " - " an empty first or last value is a value; behind ": " the bars only enclose the list.
            (mark === ' - ' ? values.trim() : values.trim().replace(/^\||\|$/g, '')).split('|'),
      isEnded: found.index !== undefined && found.index + line.length < (found.input?.length ?? 0),
    },
  ];
};

const linesOf = (answer: string): LeadLine[] => {
  // A <br> ends a line, as in a browser.
  const text = answer.replaceAll(/<br\s*\/?>/gi, '\n');
  const known = [...text.matchAll(LINE)].flatMap(lineOf);
  const others = text
    .replaceAll(LINE, '')
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !ALT_PHONES.test(line))
    .map((topic): LeadLine => ({ level: 'OTHER', topic: topic.slice(0, 200), values: [], isEnded: true }));
  return [...known, ...others];
};

/** Adds one lead. The answer is any number of text lines, in no fixed order. */
export const add_lead: Endpoint<'add_lead', LeadToAdd, readonly LeadLine[]> = {
  name: 'add_lead',
  transport: 'lmapi',
  path: '/API/lmapi.php',
  summary: 'Adds one lead; optionally into the hopper, with custom fields and a callback.',
  model: 'LeadLine',
  effect: 'write',
  cacheSeconds: 0,
  maxBytes: megabytes(1),
  params: leadToAdd.transform(leadFields),
  response: whole((answer) => linesOf(z.string().parse(answer))),
};
