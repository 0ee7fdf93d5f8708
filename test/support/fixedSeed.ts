/**
 * For Vitest's `setupFiles`: the properties of fast-check try the same values in each run, so that a test that has passed
 * fails for a reason. Set FC_SEED to try others.
 */
import { configureGlobal } from 'fast-check';

configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_261_127) });
