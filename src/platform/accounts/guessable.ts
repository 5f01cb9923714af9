/**
 * Passwords of twelve characters and more that stand on the lists with which attackers begin. Such lists are made by a
 * few habits (one word and a year, a word twice, a walk over the keyboard, a few favourite words in a row), so the
 * habits stand here instead of the lists: they cover far more than any 10,000 lines.
 */
export function isGuessable(password: string, ownWords: readonly string[] = []): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  if (new Set(text).size < 5 || isRepeated(text)) return true
  const known = new Set([...favourites, ...ownWords.map((word) => word.toLowerCase())])
  return isWordsAndFillings(text, known)
}

/** One to eight characters over and over, the last time perhaps cut: `abcabcabcabc`. */
function isRepeated(text: string): boolean {
  for (let size = 1; size <= Math.min(8, text.length / 2); size++) {
    if (
      text ===
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .slice(0, text.length)
    )
      return true
  }
  return false
}

/** Signs that stand for letters: `p@$$w0rd`. */
const withoutDisguise = (text: string): string => text.replace(/[@430158$!7]/g, (sign) => disguises[sign] ?? sign)

const disguises: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '0': 'o',
  '1': 'i',
  '!': 'i',
  '5': 's',
  $: 's',
  '7': 't',
  '8': 'b',
}

const mostWords = 3
const longestWord = 24

/**
 * Whether it is at most three favourite words, with digits, signs and keyboard walks between them that cost nothing.
 * `fewest[n]` is the least number of words that the first n characters take; the work grows with the length only.
 */
function isWordsAndFillings(text: string, known: ReadonlySet<string>): boolean {
  const plain = withoutDisguise(text)
  const fewest: number[] = [0]
  for (let end = 1; end <= text.length; end++) {
    let best = /[a-z\u00c0-\uffff]/.test(text[end - 1] ?? '') ? Number.POSITIVE_INFINITY : (fewest[end - 1] ?? 0)
    for (let start = Math.max(0, end - longestWord); start <= end - 3; start++) {
      const before = fewest[start] ?? Number.POSITIVE_INFINITY
      if (before >= best) continue
      const part = text.slice(start, end)
      if (isWalk(part)) best = before
      else if (known.has(part) || known.has(plain.slice(start, end))) best = Math.min(best, before + 1)
    }
    fewest.push(best)
  }
  return (fewest[text.length] ?? Number.POSITIVE_INFINITY) <= mostWords
}

const rows = [
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  'abcdefghijklmnopqrstuvwxyz',
]
const columns = [
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'qazwsxedcrfvtgbyhnujm',
]
const walks = [...rows, ...columns].flatMap((walk) => [walk, [...walk].reverse().join('')])

const isWalk = (part: string): boolean => walks.some((walk) => walk.includes(part))

/** Words that people like, in English and German, and those of a house of science. */
const favourites: ReadonlySet<string> = new Set(
  `password passwort passwd pass word kennwort geheim secret login logon signin admin administrator root user username
  guest gast test tester testing demo default change changeme changeit please bitte welcome willkommen hello hallo hi
  letmein let me in enter open access master super superman batman spiderman pokemon starwars star wars trustno one
  iloveyou love you ilove lover lovely loveme forever always angel baby babygirl princess prinzessin queen king prince
  sunshine sonnenschein sun moon sky star stars rainbow flower blume butterfly schmetterling dragon drache monkey affe
  tiger lion loewe bear wolf eagle shadow schatten ninja hunter killer soldier warrior hero legend magic wizard
  football fussball baseball basketball soccer hockey tennis golf fishing guitar music musik dance summer sommer
  winter spring autumn herbst fruehling january january february march april may june july august september october
  november december januar februar maerz mai juni juli oktober dezember monday tuesday wednesday thursday friday
  saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag today tomorrow yesterday computer
  internet google facebook microsoft windows apple linux samsung android network server service system database
  company firma office business work arbeit school schule university universitaet student students professor doctor
  doktor science wissenschaft research forschung laboratory labor lab physics physik chemistry chemie biology biologie
  mathematics math astronomy telescope observation paper papers study studies plugin plugins gateway lyceum lyzeum
  data daten file files family familie mother mutter mama father vater papa brother sister freedom freiheit peace
  liberty jesus christ god gott heaven blessed money geld dollar diamond silver gold golden black white blue red green
  yellow orange purple pink schwarz weiss blau rot gruen cookie chocolate schokolade cheese kaese coffee kaffee beer
  bier pizza banana apfel cherry pepper ginger summertime germany deutschland berlin hamburg muenchen munich koeln
  london paris england france america europe europa canada australia china japan india mexico brazil russia chicago
  michael thomas daniel andreas stefan christian martin peter robert charlie george jordan jennifer jessica michelle
  nicole ashley amanda anna maria julia sarah laura lisa alexander alexandra maximilian david john james matthew
  andrew anthony joshua harley buster maggie hannah sophie computer1 number nummer secure sicher security sicherheit
  private privat new neu neues newpass mypass my mein meine the is and und this das ist for your yours dein deine
  qwerty qwertz azerty asdf zxcvbn yxcvbn abc abcd xyz whatever nothing something anything everything happy birthday
  merry christmas weihnachten newyear smile freak crazy sexy cool hot best great good bad big little strong power
  energy matrix phoenix thunder lightning storm blitz donner ferrari porsche mercedes bmw audi volkswagen corvette
  mustang yamaha honda toyota liverpool arsenal chelsea barcelona madrid bayern dortmund schalke juventus`
    .split(/\s+/)
    .filter(Boolean),
)
