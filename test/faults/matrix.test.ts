import { defineMatrix } from './matrix.ts';

// `matrix.full.test.ts` applies every fault to every endpoint.
defineMatrix(1);
