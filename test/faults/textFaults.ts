/** HTTP 200, and a text that is not the answer, or not only: PHP's words, other formats, broken JSON, refusals. */
import { megabytes } from '../../src/upstream/endpoint.ts';
import { ENDPOINTS } from '../../src/upstream/endpoints.ts';
import { laborious, SECRET_TEXT, type Fault } from './matrixCell.ts';
import { says } from './replies.ts';
import { leadAdded, LEAD, transportOf, type Subject } from './subjects.ts';
import { fails, never, survives, type Expectation } from './expectations.ts';

const isLead = ({ action }: Subject): boolean => action === 'add_lead';
const isDialer = (subject: Subject): boolean => transportOf(subject) !== 'voxo';

/** VOXO speaks JSON and nothing else; the dialer's PHP prints into its answers. */
const byPhp =
  (expectation: Expectation): Expectation =>
  (subject) =>
    isDialer(subject) ? expectation(subject) : 'BAD_RESPONSE';

/** Only where the answer is JSON. */
const inJson =
  (expectation: Expectation): Expectation =>
  (subject) =>
    isLead(subject) ? never('its answer is lines of text, no JSON') : expectation(subject);

// -------------------------------------------------------------------------------------------------------- PHP's words

const htmlWarning = (kind: string): string =>
  `<br />\n<b>${kind}</b>:  mysqli_query(): ${SECRET_TEXT} in <b>/var/www/goAPI.php</b> on line <b>66</b><br />\n`;
const FATAL = `<br />\n<b>Fatal error</b>:  Uncaught mysqli_sql_exception: ${SECRET_TEXT} in /var/www/goAPI.php:66\nStack trace:\n#0 {main}\n  thrown in <b>/var/www/goAPI.php</b> on line <b>66</b><br />\n`;
const PLAIN_WARNING = `PHP Warning:  Undefined index: ${SECRET_TEXT} in /var/www/goAPI.php on line 66\n`;

const PHP: readonly Fault[] = [
  {
    name: 'a PHP warning before the answer',
    apply: says((body) => htmlWarning('Warning') + body),
    expected: byPhp(survives()),
  },
  {
    name: 'a PHP notice behind the answer',
    apply: says((body) => body + htmlWarning('Notice')),
    expected: byPhp(survives()),
  },
  {
    name: 'PHP warnings in plain text around the answer',
    apply: says((body) => `${PLAIN_WARNING}${body}\n${PLAIN_WARNING}`),
    expected: byPhp(survives()),
  },
  {
    name: '5,000 PHP warnings before the answer',
    apply: says((body) => htmlWarning('Deprecated').repeat(5000) + body),
    expected: byPhp(survives()),
  },
  {
    name: 'a PHP warning in the middle of the answer',
    apply: says((body) => `${body.slice(0, 30)}${htmlWarning('Warning')}${body.slice(30)}`),
    // A line of text can be put together again.
    expected: fails('BAD_RESPONSE', { lmapi: ['whole', 'UNKNOWN'] }),
  },
  { name: 'a PHP fatal error as a page', apply: says(() => FATAL), expected: fails('BAD_RESPONSE') },
  {
    name: 'a PHP fatal error behind the answer',
    apply: says((body) => body + FATAL),
    // The lead is in the dialer by then.
    expected: fails('BAD_RESPONSE', { lmapi: 'whole' }),
  },
  laborious({
    name: 'words of warning without end',
    apply: says(() => `Warning: ${SECRET_TEXT} `.repeat(22_000)),
    expected: fails('BAD_RESPONSE'),
  }),
];

// ----------------------------------------------------------------------------------------------------- other formats

const instead = (name: string, text: string | Buffer, more: Partial<Fault> = {}): Fault => ({
  name,
  apply: says(() => text),
  expected: fails('BAD_RESPONSE'),
  ...more,
});

const FORMATS: readonly Fault[] = [
  instead('no text at all', ''),
  instead('nothing but blanks', ' \n\t\r\n '),
  instead('XML', `<?xml version="1.0"?><result>success</result><data>${SECRET_TEXT}</data>`),
  instead(
    'a login page',
    `<!DOCTYPE html><html><body><form action="/login">${SECRET_TEXT}</form></body></html>`,
  ),
  instead('plain prose', `The service is not there at the moment. ${SECRET_TEXT}`),
];

// ---------------------------------------------------------------------------------------------------------- encodings

const bytes = (...numbers: readonly number[]): Buffer => Buffer.from(numbers);

/** The answer with these bytes near its beginning, between its members or in its first words. */
const spliced = (body: string, inserted: Buffer): Buffer => {
  const raw = Buffer.from(body);
  const place = Math.max(raw.indexOf('"') + 2, 10);
  return Buffer.concat([raw.subarray(0, place), inserted, raw.subarray(place)]);
};

/** The JSON answer with one more member in front; VOXO's has them in its first row. */
const withMember = (body: string, member: string): string => body.replace('{', `{${member},`);

/** UTF-8, but for one byte. */
const latin1In = (text: string): Buffer => {
  const [before = '', after = ''] = text.split('N_');
  return Buffer.concat([Buffer.from(before), Buffer.from('Ñ', 'latin1'), Buffer.from(after)]);
};

const CHARACTERS: readonly Fault[] = [
  {
    name: 'invalid UTF-8',
    apply: says((body) => spliced(body, bytes(0xc3, 0x28, 0xff, 0xfe))),
    expected: fails('BAD_RESPONSE'),
  },
  {
    // It is read as windows-1252, but stands in the name of the answer's first member.
    name: 'Latin-1',
    apply: says((body) => spliced(body, Buffer.from('ação', 'latin1'))),
    expected: fails('BAD_RESPONSE'),
  },
  {
    name: 'Latin-1 in a text beside UTF-8',
    apply: says((body) => latin1In(withMember(body, '"x":"ação N_"'))),
    expected: inJson(survives()),
  },
  {
    name: 'UTF-16',
    apply: says((body) => Buffer.from(`\uFEFF${body}`, 'utf16le')),
    expected: fails('BAD_RESPONSE'),
  },
  {
    name: 'a byte order mark',
    apply: says((body) => `\uFEFF${body}`),
    expected: (subject) => (isDialer(subject) ? 'whole' : ['whole', 'BAD_RESPONSE']),
  },
  {
    name: 'a NUL byte behind the answer',
    apply: says((body) => `${body}\0`),
    // It is removed, as in a text.
    expected: survives({ lmapi: ['whole', 'UNKNOWN'] }),
  },
];

// ------------------------------------------------------------------------------------------------------- broken JSON

/** Deeper than any reader can follow by calling itself. */
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

const JSONS: readonly Fault[] = [
  instead('null', 'null'),
  {
    ...instead('an empty list', '[]'),
    expected: fails('BAD_RESPONSE', { voxo: 'empty' }),
  },
  instead('an empty object', '{}'),
  instead('true', 'true'),
  instead('a number as JSON', '23'),
  instead('success without data', '{"result":"success"}'),
  instead('success that is false', '{"result":"success","data":false,"rows":false,"lead_info":7}', {
    expected: (subject) => {
      // PHP says "no row" so, too.
      if (RECORDS_OR_NONE.has(subject.action)) return 'empty';
      // The count itself is false: it cannot be read, which is told.
      return subject.action === 'goGetTotalAgentsCall' ? 'one null' : fails('BAD_RESPONSE')(subject);
    },
  }),
  instead('success in __proto__ alone', '{"__proto__":{"result":"success","data":[],"rows":[]}}'),
  instead('success in capitals', '{"result":"SUCCESS","data":[]}', {
    expected: fails('REFUSED', { lmapi: 'UNKNOWN', voxo: 'BAD_RESPONSE' }),
  }),
  {
    name: 'a success that ends as a refusal',
    apply: says((body) => body.replace(/\}$/, `,"result":"error","message":"${SECRET_TEXT}"}`)),
    expected: inJson(fails('REFUSED', { voxo: never('it has no word for success') })),
  },
  {
    name: 'garbage behind the JSON',
    apply: says((body) => `${body}${SECRET_TEXT}`),
    // An add's first line says it all.
    expected: fails('BAD_RESPONSE', { lmapi: 'whole' }),
  },
  {
    name: 'two JSONs, one behind the other',
    apply: says((body) => body + body),
    expected: inJson(fails('BAD_RESPONSE')),
  },
  {
    name: 'NaN in the JSON',
    apply: says((body) => withMember(body, '"x":NaN')),
    expected: inJson(fails('BAD_RESPONSE')),
  },
  {
    name: 'a comma too many',
    apply: says((body) => body.replace(/([}\]])$/, ',$1')),
    // VOXO's own document ends its list so.
    expected: inJson(fails('BAD_RESPONSE', { voxo: 'whole' })),
  },
  {
    name: '100,000 levels of JSON beside the data',
    apply: says((body) => withMember(body, `"x":${deep(100_000)}`)),
    expected: inJson(survives()),
  },
  {
    name: '100,000 levels of JSON instead of the data',
    apply: says((_, { subject }) =>
      isDialer(subject) ? `{"result":"success","data":${deep(100_000)}}` : deep(100_000),
    ),
    expected: fails('BAD_RESPONSE'),
  },
  laborious({
    name: 'JSON cut in the middle of a page of 100 KB',
    // The dialer's pages stand in its answers, quotes and all.
    apply: says((body) => withMember(body, `"html":"${'<p class=\\"x\\">'.repeat(8000)}`).slice(0, 100_000)),
    expected: inJson(fails('BAD_RESPONSE')),
  }),
  {
    name: 'JSON cut in the middle of a text of 10 MB',
    apply: says((body) => withMember(body, `"html":"${'x'.repeat(megabytes(10))}`).slice(0, megabytes(10))),
    expected: inJson(fails('BAD_RESPONSE')),
    together: 2,
  },
];

const RECORDS_OR_NONE: ReadonlySet<string> = new Set(['getUserInfo', 'getLiveAgentInfo', 'getCampaignInfo']);

// ---------------------------------------------------------------------------------------------------------- refusals

/** A refusal of goAPIv2. Neither of the others knows it. */
const refuses = (name: string, text: string, expected: Expectation, more: Partial<Fault> = {}): Fault => ({
  name: `refusal: ${name}`,
  apply: says(() => text),
  expected: (subject) =>
    isLead(subject) ? 'UNKNOWN' : isDialer(subject) ? expected(subject) : 'BAD_RESPONSE',
  ...more,
});

/** An empty list is an answer where the record says so. */
const NOTHING: Expectation = ({ action, empty }) =>
  'nothing' in ENDPOINTS[action] && empty ? 'empty' : 'REFUSED';

/** That there is no such user is an answer to what looks one up. */
const NO_USER: Expectation = ({ action }) =>
  action === 'getUserInfo' || action === 'getLiveAgentInfo' ? 'empty' : 'REFUSED';

const REFUSALS: readonly Fault[] = [
  refuses('result error', `{"result":"error","message":"Error: ${SECRET_TEXT}"}`, fails('REFUSED')),
  refuses(
    'a code and a message',
    `{"code":"40001","message":"Error: Missing parameters ${SECRET_TEXT}"}`,
    fails('REFUSED'),
  ),
  refuses('Error as the result', `{"result":"Error: ${SECRET_TEXT}"}`, fails('REFUSED')),
  refuses(
    'no permission',
    `{"code":"10001","result":"Error: You do not have permission to view this page ${SECRET_TEXT} "}`,
    fails('UNAUTHORIZED'),
  ),
  refuses('plain text', `result=error;message=Error: ${SECRET_TEXT};`, fails('REFUSED')),
  refuses('error without a word', '{"result":"","message":null}', fails('BAD_RESPONSE')),
  refuses('no data', '{"result":"No Available Data"}', NOTHING),
  refuses('no such thing', '{"code":"41004","result":"Error: User does not exist. "}', NO_USER),
  refuses('no data as prose', 'No Available Data', NOTHING),
  refuses(
    'the login',
    `{"result":"error","message":"Invalid Username/Password ${SECRET_TEXT}"}`,
    fails('UNAUTHORIZED'),
    {
      expected: fails('UNAUTHORIZED', {
        lmapi: never('it refuses a login in words of its own'),
        voxo: never('it refuses a token with HTTP 401'),
      }),
      refusesLogin: true,
    },
  ),
  refuses(
    'the login as plain text',
    `result=error;message=Login incorrect ${SECRET_TEXT};`,
    fails('UNAUTHORIZED'),
    {
      expected: fails('UNAUTHORIZED', {
        lmapi: never('it refuses a login in words of its own'),
        voxo: never('it refuses a token with HTTP 401'),
      }),
      refusesLogin: true,
    },
  ),
  refuses(
    'no database',
    `<b>MySQL connect ERROR:</b> Too many connections ${SECRET_TEXT}`,
    fails('UNAVAILABLE'),
    {
      expected: fails('UNAVAILABLE', { voxo: 'BAD_RESPONSE' }),
    },
  ),
];

// ------------------------------------------------------------------------------------------------- lines of add_lead

/** What only the lines of add_lead can say. */
const lead = (
  name: string,
  text: string,
  expected: ReturnType<Expectation>,
  more: Partial<Fault> = {},
): Fault => ({
  name: `lead: ${name}`,
  apply: says(() => text),
  expected: (subject) => (isLead(subject) ? expected : never('it does not answer in lines of text')),
  ...more,
});

const LEADS: readonly Fault[] = [
  lead('login refused', `ERROR: Login incorrect, please try again: |${SECRET_TEXT}|BAD|\n`, 'NOT_PERMITTED', {
    refusesLogin: true,
  }),
  lead(
    'no permission',
    `ERROR: add_lead USER DOES NOT HAVE PERMISSION TO ADD LEADS TO THE SYSTEM - ${SECRET_TEXT}|0\n`,
    'NOT_PERMITTED',
  ),
  lead('cut in the middle of its id', leadAdded(LEAD.phoneNumber).slice(0, -15), 'UNKNOWN'),
  lead(
    'a page behind the line',
    `${leadAdded(LEAD.phoneNumber)}<html><body>${SECRET_TEXT}</body></html>`,
    'whole',
  ),
  laborious(lead('words of notice without end', 'Notice: '.repeat(100_000), 'UNKNOWN')),
];

export const TEXT_FAULTS: readonly Fault[] = [
  ...PHP,
  ...FORMATS,
  ...CHARACTERS,
  ...JSONS,
  ...REFUSALS,
  ...LEADS,
];
