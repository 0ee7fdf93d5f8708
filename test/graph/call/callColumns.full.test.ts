/** Each list, filter and order. */
import '../../support/wholeSamples.ts';
import './callColumns.test.ts';
