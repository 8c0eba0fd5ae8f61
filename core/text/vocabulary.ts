/**
 * The words that the mock speaks, cut as a byte-pair tokenizer would cut them: most words are one token that
 * carries its leading space, some are a stem and an ending. A few need two, three or four bytes a character
 * in UTF-8, so that a reader that splits characters is found out.
 */
const PLAIN = `
a about above across after again air all along also always an and another answer any are area around as ask at away
back be because become been before began behind below best better between big body book both box bring build but by
call came can care carry change check city clear close cold come common cool could country course cover cross cut
day deep did different do does done door down draw drive during each early earth east easy eat end enough even ever
every example eye face fact fall family far fast father few field fill final find fine fire first fish five fly follow
food foot for form found four free friend from front full game gave get give go gold good got great green ground group
grow had half hand happen hard has have he head hear heat help her here high him his hold home horse hot hour house how
hundred idea if important in inch interest into is island it just keep kind king knew know land language large last
late laugh lead learn leave left less let letter life light like line list listen little live long look love low
machine made main make man many map mark matter may me mean measure men might mile mind minute miss money moon more
morning most mother mountain move much music must name near need never new next night no north not note nothing notice
now number object of off often old on once one only open or order other our out over own page paper part pass pattern
people perhaps person picture piece place plain plan plant play point power press problem produce product put question
quick quiet rain ran reach read ready real reason record red remember rest right river road rock room round rule run
said same saw say school science sea second see seem sentence serve set seven several shape she ship short should show
side simple since sing six size sleep slow small snow so some song soon sound south space special stand star start
state stay step still stood stop story street strong study such summer sun sure surface system table take talk teach
tell ten test than that the their them then there these they thing think this those though thought thousand three
through time to together told too took top toward town travel tree true try turn two under unit until up us use
usual very voice wait walk want war warm was watch water way we week well went were west what wheel when where which
while white who whole why will wind with wonder wood word work world would write year yes yet you young your`

const SPLIT = `stream|ing buffer|ed token|s answer|ing measur|able un|expected re|connect time|out through|put
latency|- back|pressure over|load pre|fill cache|s server|less wait|ing listen|er quiet|ly steadi|ly import|ance
under|stand work|flow data|set inter|val deliver|y respons|ive`

const MULTI_BYTE =
  'café naïve déjà vu Zürich smörgåsbord jalapeño résumé façade Øresund → ≈ 東京 море 😀 🚀'

/** One word as its tokens; the first carries no leading space here. */
export type Word = readonly [string, ...string[]]

const asWord = (word: string): Word => {
  const [first = word, ...rest] = word.split('|')
  return [first, ...rest]
}
const words = (text: string): readonly Word[] => text.trim().split(/\s+/).map(asWord)

/** Drawn about evenly; English needs no more to look ordinary. */
export const PLAIN_WORDS: readonly Word[] = words(PLAIN)
/** Words of two tokens. */
export const SPLIT_WORDS: readonly Word[] = words(SPLIT)
/** Words with characters beyond ASCII. */
export const MULTI_BYTE_WORDS: readonly Word[] = words(MULTI_BYTE)
