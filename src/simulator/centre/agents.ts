import { PORTFOLIOS, PROFILES, type Campaign, type Portfolio, type Profile } from './campaigns.ts';
import { personFrom, plainLetters } from './people.ts';
import { Random } from './random.ts';
import { shiftOf, type Shift } from '../day/workday.ts';

export interface Agent {
  /** The index in the centre's list of agents. */
  readonly index: number;
  readonly userId: number;
  readonly username: string;
  readonly fullName: string;
  readonly active: boolean;
  readonly level: number;
  readonly extension: number;
  readonly rank: number;
  readonly profile: Profile;
  /** The agent's home portfolio first. */
  readonly portfolios: readonly Portfolio[];
  readonly campaign: Campaign;
  readonly inbound: boolean;
  readonly dialer: boolean;
  readonly transfer: boolean;
  readonly manualDialOnly: boolean;
  readonly transferGroups: readonly string[];
  readonly shift: Shift;
  /** The secrets in getUserInfo's answer. Tests recognise them if they leak. */
  readonly secrets: {
    readonly password: string;
    readonly hash: string;
    readonly phone: string;
    readonly voicemail: string;
  };
}

function freeUsername(
  random: Random,
  index: number,
  taken: Set<string>,
): { username: string; fullName: string } {
  const { first, last } = personFrom(random);
  const plain = `${plainLetters(first)}.${plainLetters(last)}`;
  const username = taken.has(plain) ? `${plain}${index}` : plain;
  taken.add(username);
  return { username, fullName: `${first} ${last}` };
}

/** The centre's agents. Every tenth is inactive. */
export function agentsOf(seed: number, count: number, campaigns: readonly Campaign[]): readonly Agent[] {
  const taken = new Set<string>();
  const activeCount = count - Math.floor(count / 10);
  let activeSoFar = 0;
  return Array.from({ length: count }, (_, index): Agent => {
    const random = new Random(seed, 'agent', index);
    const { username, fullName } = freeUsername(random, index, taken);
    const active = index % 10 !== 9;
    const homeIndex = index % PORTFOLIOS.length;
    const portfolios = [homeIndex, homeIndex + 1, homeIndex + 3]
      .slice(0, random.int(1, 3))
      .flatMap((one) => PORTFOLIOS[one % PORTFOLIOS.length] ?? []);
    const [home] = portfolios;
    const own = campaigns.filter((campaign) => campaign.portfolio === home && campaign.active);
    const campaign = random.pick(own);
    return {
      index,
      userId: 2000 + index * 3,
      username,
      fullName,
      active,
      level: index % 40 === 0 ? 8 : index % 15 === 0 ? 4 : 1,
      extension: 2000 + index,
      rank: random.int(0, 3),
      profile: random.pick(PROFILES),
      portfolios,
      campaign,
      inbound: index % 4 !== 3,
      dialer: index % 9 !== 8,
      transfer: random.chance(0.8),
      manualDialOnly: index % 9 === 8,
      transferGroups: ['AGENTDIRECT', ...(random.chance(0.6) ? [campaign.name] : [])],
      shift: shiftOf(active ? activeSoFar++ : 0, activeCount, random.int(0, 900)),
      secrets: {
        password: `pw-secret-${index}-${random.digits(6)}`,
        hash: `hash-secret-${index}-${random.digits(20)}`,
        phone: `phone-secret-${index}-${random.digits(6)}`,
        voicemail: `voicemail-secret-${index}-${random.digits(6)}`,
      },
    };
  });
}
