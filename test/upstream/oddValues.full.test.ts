import { defineOddValues } from './oddValues.ts';

defineOddValues(1);
