import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAccessible, assertFits, openTab, takePicture } from '../../../../../test/support/browser.ts'
import { letterLinks } from '../../letters/links.ts'
import { searchLinks } from '../../search/links.ts'
import { rosterLinks } from '../links.ts'
import { openRoster } from './roster-house.ts'

for (const [theme, screen, language] of [
  ['light', 'desk', 'en-GB'],
  ['dark', 'phone', 'de-DE'],
] as const) {
  test(`a week of duty is taken and given back; roster, search and letters are accessible (${theme}, ${screen})`, async (t) => {
    const house = await openRoster(t, { environment: { LYCEUM_LOG_LEVEL: 'silent' } })
    const baseUrl = await house.web.listen({ host: '127.0.0.1', port: 0 })
    const cookie = house.as('ada').visitor?.cookie ?? ''
    const { tab, complaints } = await openTab(t, { baseUrl, theme, screen, language, headers: { cookie } })
    const look = async (name: string, address?: string) => {
      if (address) await tab.goto(address)
      await assertAccessible(tab, name)
      await assertFits(tab, name)
      await takePicture(tab, `observations-${name}-${screen}`)
    }

    await look('roster', rosterLinks.roster())
    await tab.locator('#duty-next button', { hasText: /Take it|Übernehmen/ }).click()
    await tab.locator('#duty-next', { hasText: 'Ada' }).waitFor()
    await tab.locator('#duty-next button').click()
    await tab.locator('#duty-next', { hasText: /TBD|offen/ }).waitFor()
    await tab.locator('#duty-next a').click()
    await look('duty')

    await look('search', searchLinks.search())
    await look('results', searchLinks.search('?go=1&target=sample'))
    await look('letters', letterLinks.ofObservation(90001))
    await tab.locator('form[action="/observations/letters"] button[type=submit]').click()
    await tab.locator('.letter-text').waitFor()
    await look('letter')
    assert.deepEqual(complaints, [])
  })
}
