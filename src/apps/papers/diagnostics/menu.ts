import type { Shell } from '../../../platform/app.ts'
import { UserError } from '../../../platform/errors.ts'
import { type Tool, tools, useTool } from './tools.ts'

/** Where the menu speaks and hears; a terminal, or a pipe. */
export type Talk = Readonly<{ say: (text: string) => void; hear: () => Promise<string | undefined> }>

/** The tools by number until somebody leaves; the input may end at any time. */
export async function openMenu(shell: Shell, { say, hear }: Talk): Promise<void> {
  const isConfirmed = async (question: string): Promise<boolean> => {
    say(`${question} [y/N]`)
    return /^y(es)?$/i.test((await hear())?.trim() ?? '')
  }
  for (;;) {
    say(menuText)
    const answer = (await hear())?.trim()
    if (answer === undefined || /^(0|q|quit|exit)$/i.test(answer)) return
    const tool = toolFor(answer)
    if (!tool) say(`"${answer}" is none of these.`)
    else await useTool(tool, shell, { reason: 'from the menu of diagnostics', isConfirmed }).catch(tellMistake(say))
  }
}

const menuText = [
  '',
  'Diagnostics of the collector',
  ...tools.map(
    ({ name, about, writes }, n) => `  ${n + 1}  ${name.padEnd(15)} ${about}${writes ? ' (asks first)' : ''}`,
  ),
  '  0  leave',
  'Number or name:',
].join('\n')

const toolFor = (answer: string): Tool | undefined =>
  tools[Number(answer) - 1] ?? tools.find(({ name }) => name === answer)

/** What a person can put right is said, and the menu comes again; anything else is a fault of ours. */
function tellMistake(say: Talk['say']): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof UserError)) throw error
    say(error.message)
  }
}
