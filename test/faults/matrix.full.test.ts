import { defineMatrix } from './matrix.ts';
import { SUBJECTS } from './subjects.ts';

defineMatrix(SUBJECTS.length);
