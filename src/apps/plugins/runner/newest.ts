import type { KnownPlugin } from '../loading/catalogue.ts'

/** The highest version of a name; undefined where nothing has it. */
export const newestOf = (plugins: readonly KnownPlugin[], name: string): KnownPlugin | undefined =>
  plugins
    .filter((plugin) => plugin.name === name)
    .sort((a, b) => byNumber.compare(a.version, b.version))
    .at(-1)

const byNumber = new Intl.Collator('en', { numeric: true })
