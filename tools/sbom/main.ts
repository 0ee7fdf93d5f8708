/**
 * Prints a CycloneDX bill of materials of the packages that are shipped: `npm run sbom`.
 *
 * `npm sbom --omit dev` leaves out each package that a development dependency needs as well, such as graphql. So the list is
 * made of a lock file without development dependencies.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
try {
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(new URL(`../../${file}`, import.meta.url), join(folder, file));
  }
  const npm = (...args: readonly string[]): string =>
    execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  npm('pkg', 'delete', 'devDependencies', 'optionalDependencies');
  npm('install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund');
  process.stdout.write(npm('sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
