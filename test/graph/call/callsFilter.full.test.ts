/** Each property with all of its runs. */
import '../../support/wholeSamples.ts';
import './callsFilter.test.ts';
