/** The doctor as an operator starts it. */
import { expect, test } from 'vitest';
import { Display } from '../../tools/doctor/display.ts';
import { fault, lineOf, ok, reportOf } from '../../tools/doctor/report.ts';
import { startDoctor } from './running.ts';

test('checks the embedded simulator if nothing is configured, a line each', async () => {
  const doctor = startDoctor({ DIALER_TIMEZONE: 'America/Chicago' });
  const { code } = await doctor.ended;
  const lines = doctor.stdout().trimEnd().split('\n');
  // A loaded machine may make the simulator slow, but nothing is at fault.
  expect(lines.filter((line) => line.startsWith('FAULT'))).toEqual([]);
  expect(lines.filter((line) => line.startsWith('WARNING') && !line.includes('dialer speed'))).toEqual([]);
  expect(code).toBeLessThanOrEqual(1);
  expect(lines[0]).toMatch(/^ok {7}configuration: .*embedded simulator/);
  expect(lines.at(-1)).toMatch(/^\d\d checks: 0 faults, /);
  expect(doctor.stderr()).toBe('');
});

test('prints one JSON object, and ends with 2 if there is a fault', async () => {
  const doctor = startDoctor(
    { DIALER_URL: 'https://dialer.invalid', DIALER_USER: 'x' },
    { args: ['--json'] },
  );
  expect(await doctor.ended).toMatchObject({ code: 2 });
  expect(JSON.parse(doctor.stdout())).toEqual({
    verdict: 'fault',
    counts: { ok: 0, warning: 0, fault: 1, skipped: 0 },
    checks: [
      {
        name: 'configuration',
        verdict: 'fault',
        finding: 'DIALER_PASS must be set together with DIALER_URL, or DIALER_PASS_FILE instead.',
        advice: expect.stringContaining('docs/configuration.md'),
      },
    ],
  });
});

test('an unknown option is refused with the usage', async () => {
  const doctor = startDoctor({}, { args: ['--fix'] });
  expect(await doctor.ended).toMatchObject({ code: 2 });
  expect(doctor.stderr()).toMatch(/--fix[\s\S]*Usage: npm run doctor/);
});

const shown = (isTTY: boolean, isJson: boolean): { readonly out: string; readonly err: string } => {
  const written = { out: '', err: '' };
  const stream = (to: 'out' | 'err') => ({
    write: (text: string): void => {
      written[to] += text;
    },
    isTTY,
    columns: 30,
  });
  const display = new Display(stream('out'), stream('err'), isJson);
  display.onStart('a check with a name that is long');
  display.onCheck(ok('one', 'Good.'));
  display.end(reportOf([ok('one', 'Good.')]));
  return written;
};

test('the display shows the check under way on a terminal, cut to its width', () => {
  expect(shown(true, false).err).toContain('Checking a check with a name ');
  expect(shown(true, false).err).not.toContain('that is long');
  expect(shown(false, false).err).toBe('');
  expect(shown(true, false).out).toBe('ok       one: Good.\n1 checks: 0 faults, 0 warnings.\n');
});

test('the display prints nothing but JSON with --json', () => {
  expect(JSON.parse(shown(true, true).out)).toMatchObject({ verdict: 'ok' });
});

test('a fault says what to do next, in the same line', () => {
  expect(lineOf(fault('two', 'Bad.', 'Mend it.'))).toBe('FAULT    two: Bad. Next: Mend it.');
});
