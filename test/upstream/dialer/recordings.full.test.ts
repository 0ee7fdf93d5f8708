/** Every recording, replayed to every action. */
import '../../support/wholeSamples.ts';
import './recordings.test.ts';
