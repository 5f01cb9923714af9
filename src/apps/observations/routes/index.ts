import type { Platform } from '../../../platform/platform.ts'
import { type Page, pageOf, sendPage } from '../../../platform/web/page.ts'
import type { Web } from '../../../platform/web/web.ts'
import { readBoard } from '../board.ts'
import { letterLinks } from '../letters/links.ts'
import { links } from '../links.ts'
import { nameOnDuty } from '../on-duty.ts'
import { type IndexView, indexPage } from '../pages/index.ts'
import { rosterLinks } from '../roster/links.ts'
import { searchLinks } from '../search/links.ts'
import { boardSetting, testModeSetting } from '../settings.ts'

/** `/observations`: where everything is. */
export function addIndexRoutes(web: Web, platform: Platform): void {
  const { db, settings } = platform
  web.get(links.index(), { config: { rule: 'observations.read' } }, async (request, reply) => {
    const [board, isTest, onDuty] = await Promise.all([
      settings.get(db, boardSetting),
      settings.get(db, testModeSetting),
      nameOnDuty(platform),
    ])
    const page = pageOf(request)
    return sendPage(reply, indexPage(page, { own: ownBlocks(page), board: readBoard(board), isTest, onDuty }))
  })
}

function ownBlocks({ t }: Page): IndexView['own'] {
  return [
    {
      title: t('Obscat updates and sign-offs'),
      links: [
        { text: t('Target parameter status'), href: links.status() },
        { text: t('Express approval'), href: links.express() },
        { text: t('Approved observations'), href: links.approved() },
        { text: t('Revisions by month'), href: links.months() },
        { text: t('Parameter check page'), href: links.askRevision() },
        { text: t('Remove accidental submission'), href: links.mine() },
        { text: t('Target search'), href: searchLinks.search() },
        { text: t('Parameters'), href: links.help() },
      ],
    },
    { title: t('Communication'), links: [{ text: t('Letters to observers'), href: letterLinks.letters() }] },
    { title: t('Duty'), links: [{ text: t('Duty roster'), href: rosterLinks.roster() }] },
  ]
}
