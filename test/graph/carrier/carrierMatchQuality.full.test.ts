/** Of ten thousand calls. */
import '../../support/wholeSamples.ts';
import './carrierMatchQuality.test.ts';
