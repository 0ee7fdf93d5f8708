/** All faults of the matrix. */
import type { Fault } from './cell.ts';
import { CONNECTION_FAULTS } from './connectionFaults.ts';
import { HTTP_FAULTS } from './httpFaults.ts';

export const FAULTS: readonly Fault[] = [...CONNECTION_FAULTS, ...HTTP_FAULTS];
