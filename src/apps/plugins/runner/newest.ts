import type { KnownPlugin } from '../loading/catalogue.ts'
import { compareVersions } from '../loading/versions.ts'

/** The highest version of a name; undefined where nothing has it. */
export const newestOf = (plugins: readonly KnownPlugin[], name: string): KnownPlugin | undefined =>
  plugins
    .filter((plugin) => plugin.name === name)
    .sort((a, b) => compareVersions(a.version, b.version))
    .at(-1)
