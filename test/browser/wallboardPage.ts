/** What a wallboard in a browser shows, and what it should. */
import type { Page } from 'playwright-core';
import type { Simulator } from '../../src/simulator/server.ts';

/** A slow machine starts browsers and reads screens slowly; what is waited for comes within seconds elsewhere. */
export const SLOWLY = { timeout: 90_000, interval: 100 };
export const MOST_MS = 200_000;

export const TELEVISION = { width: 1920, height: 1080 };
export const PHONE = { width: 390, height: 844 };

/** The page's states by the simulator's. */
const STATES: Readonly<Record<string, string>> = {
  READY: 'READY',
  QUEUE: 'QUEUE',
  'IN CALL': 'IN_CALL',
  '3-WAY': 'THREE_WAY',
  PARK: 'PARKED',
  DEAD: 'DEAD',
  DISPOSITION: 'DISPOSITION',
  'PAUSE - BREAK': 'PAUSED',
  'LUNCH BREAK': 'PAUSED',
};

/**
 * What the simulated agents are doing at a time who are at work both then and at another time: the wallboard's states by
 * username.
 */
export const statesOfFloor = ({ centre }: Simulator, now: number, other: number): Record<string, string> =>
  Object.fromEntries(
    centre.agents.flatMap((agent) => {
      const [state = '', then = ''] = [now, other].map((at) => STATES[centre.live.of(agent, at).state]);
      return state === '' || then === '' ? [] : [[agent.username, state]];
    }),
  );

/** The states that a wallboard shows, by username. */
export const statesOn = async (page: Page): Promise<Record<string, string>> =>
  Object.fromEntries(
    await page
      .locator('[data-agent]')
      .evaluateAll((rows) =>
        rows.map((row) => [row.getAttribute('data-agent') ?? '', row.getAttribute('data-state') ?? '']),
      ),
  );

/** The figure with a label, which may name an agent behind a colon. */
export const figure = (page: Page, label: string): Promise<string | null> =>
  page
    .locator('dl > div')
    .filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}(?::|$)`) }) })
    .locator('dd')
    .textContent();

/** What a wallboard says of its connection. */
export const link = (page: Page): Promise<string | null> => page.locator('[role=status]').textContent();
