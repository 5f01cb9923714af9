import { countAdministrators } from '../accounts/queries/people.ts'
import { registrationSetting, termsSetting } from '../accounts/settings.ts'
import type { Platform } from '../platform.ts'
import type { Landing } from './pages/landing.ts'
import { purposeSetting } from './settings.ts'

/** What the first page for strangers says. */
export async function readLanding({ db, settings }: Platform): Promise<Landing> {
  const [purpose, mode, terms, administrators] = await Promise.all([
    settings.get(db, purposeSetting),
    settings.get(db, registrationSetting),
    settings.get(db, termsSetting),
    countAdministrators(db),
  ])
  const mayRegister = mode === 'academic' || mode === 'open'
  return { purpose, mayRegister, hasTerms: terms !== '', isFresh: administrators === 0 }
}
