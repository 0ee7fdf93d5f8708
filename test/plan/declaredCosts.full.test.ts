/** Along every path to a type. */
import '../support/wholeSamples.ts';
import './declaredCosts.test.ts';
