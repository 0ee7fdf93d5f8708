/** Whatever an upstream sends, and however much of it, is read in proportion to its length. */
import { describe, expect, test } from 'vitest';
import { shortened } from '../../../src/server/limits/errorLimits.ts';
import { outcomeOf } from '../../../src/leads/outcome.ts';
import { agent_summary_stats } from '../../../src/upstream/dialer/report/agentReports.ts';
import { goApi } from '../../../src/upstream/dialer/goApi.ts';
import { add_lead } from '../../../src/upstream/dialer/lead/leads.ts';
import { lmApi } from '../../../src/upstream/dialer/lmApi.ts';
import { agentStateOf } from '../../../src/upstream/dialer/vocabulary.ts';
import { UpstreamError } from '../../../src/upstream/errors.ts';
import { PhoneNumbers } from '../../../src/upstream/wire/phoneNumber.ts';
import type { Cell } from '../../../src/upstream/wire/cell.ts';
import type { Transport } from '../../../src/upstream/wire/transport.ts';
import { voxoApi } from '../../../src/upstream/voxo/voxoApi.ts';
import * as wire from '../../../src/upstream/wire/wire.ts';
import { processorMs } from '../../support/processorTime.ts';

const baseUrl = new URL('http://127.0.0.1');
const DIALER = goApi({ baseUrl, user: 'u', pass: 'p' });
const LEADS = lmApi({ baseUrl, user: 'u', pass: 'p' });
const VOXO = voxoApi({ baseUrl, token: 't' });
const HOME = new PhoneNumbers('US');
const SENT = { phoneNumber: '7275551212', listId: '999', user: 'u', pass: 'p', altered: [] };

function open(transport: Transport, body: string): void {
  try {
    transport.open({ upstream: transport.upstream, action: 'test' }, { status: 200, body });
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
  }
}

const reader = (cell: Cell<unknown>) => (text: string) => void cell.read(text);

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a text': reader(wire.text),
  'a number': reader(wire.float),
  'a percentage': reader(wire.percent),
  seconds: reader(wire.seconds),
  'a flag': reader(wire.flag),
  'a time': reader(wire.localTime),
  "VOXO's time": reader(wire.americanTime),
  'a list in a text': reader(wire.words),
  'an answer of goAPI': (text) => open(DIALER, text),
  'a refusal of goAPI': (text) => open(DIALER, JSON.stringify({ result: 'error', message: text })),
  'an answer of lmapi': (text) => open(LEADS, text),
  'an answer of VOXO': (text) => open(VOXO, text),
  'an answer to add_lead': async (text) => outcomeOf((await add_lead.response(text)).model, SENT),
  "the dates of the day's figures": (text) =>
    agent_summary_stats.response({ data: { rows: [], dates: text } }),
  'a phone number': (text) => HOME.keyOf(text),
  "an agent's state": agentStateOf,
  'a message of an error': (text) => shortened(text),
};

/** Repeated, they come near to what a pattern looks for. */
const PARTS = [
  'a',
  '1',
  '111,',
  '1.',
  '00:',
  ' ',
  '\n',
  '<',
  '>',
  '<a ',
  '<!',
  '<!--',
  '<!-- --',
  '<a b="<a b=\'',
  '<a b=" <a b=\' ',
  '<a b=" c=\'<a b=" d=\'',
  '<a b ',
  '<a b=c ',
  '&',
  '&amp',
  '&#1',
  '<<b>b>',
  '<br /> ',
  '%',
  '% ',
  '"',
  "'",
  '{',
  '[',
  '|',
  '1|',
  '1|1|',
  'SUCCESS: ',
  'NOTICE: x - ',
  'ERROR: |',
  ' - ',
  ': ',
  '-',
  'Warning: ',
  'on line 1',
  'user ',
  'no ',
  'no data ',
  'api ',
  'does not ',
  'call time ',
  'agent does not exist ',
];
const ENDS = ['', 'x', '>', '|'];
const CHARACTERS = 60_000;

// What takes the square of its length takes seconds for one of these; the slowest of the others takes a few milliseconds.
const MOST_MILLISECONDS = 500;

describe('long texts take no long time', () => {
  test.each(Object.entries(READERS))('%s', async (_, read) => {
    const slow: string[] = [];
    for (const part of PARTS) {
      const long = part.repeat(Math.ceil(CHARACTERS / part.length));
      for (const end of ENDS) {
        const started = processorMs();
        await read(`${long}${end}`);
        const milliseconds = processorMs() - started;
        if (milliseconds > MOST_MILLISECONDS) slow.push(`${part} … ${end}: ${milliseconds.toFixed(0)} ms`);
      }
    }
    expect(slow).toEqual([]);
  });
});
