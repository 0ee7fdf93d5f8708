/** A thousand rows. */
import '../../support/wholeSamples.ts';
import './addLeads.test.ts';
