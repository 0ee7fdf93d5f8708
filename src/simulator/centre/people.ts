import type { Random } from './random.ts';

/** Names of made-up people. Some have accents, as real names do. */
const FIRST_NAMES =
  `Ana José Luis María Carlos Sofía Miguel Lucía Jorge Elena Pedro Inés Raúl Nora Óscar Paula Iván
  Rosa Hugo Clara Diego Marta Andrés Laura Tomás Irene Felix Zoë Bruno Alma Marco Noemí Saúl Vera Emil Renée Jan Lena
  Omar Tess Victor Ruth Ada Simon Greta Karl Edith Leo Mina Paul`.split(/\s+/);
const LAST_NAMES =
  `Álvarez Benítez Castillo Domínguez Estrada Fuentes Gómez Herrera Ibáñez Jiménez Larsen Medina Núñez
  Ortega Peña Quintero Ramírez Salazar Treviño Ureña Vargas Walker Young Zúñiga Abbott Baker Carter Dawson Ellis Foster
  Grant Hayes Irving Jensen Keller Lambert Müller Norris Olsen Parker Quinn Rhodes Sutton Turner Underwood Vaughn
  Weaver Xavier Yates Zimmer`.split(/\s+/);

export interface Person {
  readonly first: string;
  readonly last: string;
}

export const personFrom = (random: Random): Person => ({
  first: random.pick(FIRST_NAMES),
  last: random.pick(LAST_NAMES),
});

/** A name without accents and signs, for user names and e-mail addresses. */
export const plainLetters = (name: string): string => name.normalize('NFD').replace(/[^A-Za-z]/g, '');
