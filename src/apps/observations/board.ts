/** One block of the link board. Addresses beginning with `/` are our own. */
export type Block = Readonly<{ title: string; links: readonly BoardLink[] }>
type BoardLink = Readonly<{
  text: string
  href: string
  /** Reached from the observatory's own network alone. */
  isInternal?: boolean
}>

const mostLinks = 200

/**
 * The links of the setting, one on each line: `Text = address`, with `[i]` behind what only the own network reaches; a line
 * without an address begins a block. Lines that are neither are left out.
 */
export function readBoard(text: string): readonly Block[] {
  const blocks: { title: string; links: BoardLink[] }[] = []
  for (const line of text.split('\n').slice(0, mostLinks)) {
    const [title = '', ...rest] = line.split(' = ')
    const href = rest.join(' = ').replace('[i]', '').trim()
    if (title.trim() === '') continue
    if (rest.length === 0) blocks.push({ title: title.trim().replace(/:$/, ''), links: [] })
    else if (isAddress(href))
      blocksLast(blocks).links.push({ text: title.trim(), href, ...(line.includes('[i]') ? { isInternal: true } : {}) })
  }
  return blocks.filter(({ links }) => links.length > 0)
}

function blocksLast(blocks: { title: string; links: BoardLink[] }[]): { title: string; links: BoardLink[] } {
  const last = blocks.at(-1) ?? { title: 'Useful notes', links: [] }
  if (blocks.length === 0) blocks.push(last)
  return last
}

const isAddress = (href: string): boolean => /^https?:\/\/\S+$/.test(href)

/** Public pages that everybody at the desk needs; a site adds its own. */
export const usualBoard = `Useful notes
Proposers' guide = https://cxc.harvard.edu/proposer/POG/
Proposal help desk = https://cxc.harvard.edu/help/
Long-term schedule = https://cxc.harvard.edu/target_lists/longsched.html
Short-term schedules = https://cxc.harvard.edu/target_lists/stscheds/
Public observation search = https://cda.harvard.edu/chaser/
TOO/DDT
Request a target of opportunity = https://cxc.harvard.edu/soft/RPS/Chandra_RfO.html`
