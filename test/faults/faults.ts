/** All faults of the matrix. */
import type { Fault } from './matrixCell.ts';
import { CONNECTION_FAULTS } from './connectionFaults.ts';
import { HTTP_FAULTS } from './httpFaults.ts';
import { ROW_FAULTS } from './rowFaults.ts';
import { TEXT_FAULTS } from './textFaults.ts';

export const FAULTS: readonly Fault[] = [...CONNECTION_FAULTS, ...HTTP_FAULTS, ...TEXT_FAULTS, ...ROW_FAULTS];
