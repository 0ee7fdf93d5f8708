import { defineMatrix } from './matrix.ts';

// `matrix.full.test.ts` plays every fault at every endpoint.
defineMatrix(4);
