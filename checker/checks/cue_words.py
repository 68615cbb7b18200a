"""
What each language negates, hedges, points and reports with: tables.

Never here: a check. Of a language without a row the checks that need cues say nothing.
"""

from dataclasses import dataclass


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _phrases(listed: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in listed.split(","))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """What one language negates, hedges, points and reports with, in folded words; commas stand between phrases."""

    negation: frozenset[str]
    denial: frozenset[str]  # says "not" by its meaning: may stand for a negation, and need not
    about: frozenset[str]  # before a number
    nearly: frozenset[str]  # anywhere
    perhaps: frozenset[str]
    hearsay: frozenset[str]
    pronouns: frozenset[str]  # as the first thing that is said
    pointers: frozenset[str]  # anywhere
    said: frozenset[str]
    according: frozenset[str]
    idioms: frozenset[str] = frozenset()  # hold a cue and mean nothing by it


CUES: dict[str, Cues] = {
    "en": Cues(
        negation=_phrases(
            "not,never,none,nobody,nothing,neither,nor,without,cannot,no,nowhere,could not,couldn't,don't,doesn't,didn't,isn't,aren't,"
            "wasn't,weren't,won't,wouldn't,can't,shouldn't,hasn't,haven't,hadn't,mustn't,mightn't,needn't,ain't"
        ),
        denial=_phrases(
            "fail,fails,failed,failing,refuse,refuses,refused,refusing,deny,denies,denied,denying,lack,lacks,lacked,lacking,unable,"
            "unlike,unaware,hardly,barely,rarely,seldom,few,little,rather than,instead of,absence,impossible,avoid,avoided,prevent,"
            "prevents,prevented,ban,bans,banned,zero,false,stop,stopped,ceased,unlikely,reject,rejects,rejected,only,except,yet to"
        ),
        about=_phrases("about,around,some,circa,ca,an estimated,estimated at,estimated,in the region of,close to"),
        nearly=_phrases("nearly,almost,approximately,roughly,practically,virtually,more or less"),
        perhaps=_phrases(
            "may,might,could,perhaps,possibly,probably,likely,unlikely,maybe,presumably,potentially,appears to,appear to,appeared to,"
            "seems to,seem to,seemed to"
        ),
        hearsay=_phrases(
            "reportedly,allegedly,apparently,supposedly,purportedly,seemingly,rumoured,rumored,alleged,is said to,are said to,"
            "was said to,were said to,is believed to,are believed to,was believed to,were believed to,is thought to,are thought to"
        ),
        pronouns=_words("he she it they him them his her hers its their theirs this these those i we my our us me"),
        pointers=_phrases(
            "yesterday,today,tomorrow,tonight,here,last week,last month,last year,last night,this week,this month,this year,"
            "this morning,this evening,next week,next month,next year,a week ago,a month ago,a year ago"
        ),
        said=_words(
            "said says say told tells added adds insisted insists explained explains claimed claims stated states announced warned "
            "warns argued argues admitted confirmed confirms denied denies wrote writes tweeted replied declared testified alleged "
            "alleges asserted asserts"
        ),
        according=_phrases("according to"),
        idioms=_phrases(
            "not only,not just,not merely,not simply,not least,whether or not,more often than not,no doubt,no matter,nothing but,"
            "that said,having said,last but not least,about to,united states,member states"
        ),
    ),
    "de": Cues(
        negation=_words(
            "nicht nie niemals kein keine keinen keinem keiner keines niemand niemanden nichts weder ohne nirgends"
        ),
        denial=_phrases(
            "kaum,selten,wenig,wenige,verweigerte,verweigert,lehnte,lehnt,bestreitet,bestritt,fehlt,fehlte,fehlen,statt"
        ),
        about=_phrases("rund,etwa,ungefähr,circa,ca,an die,gut,zirka,schätzungsweise"),
        nearly=_phrases("fast,beinahe,nahezu,annähernd"),
        perhaps=_phrases(
            "könnte,könnten,dürfte,dürften,möglicherweise,vielleicht,wahrscheinlich,vermutlich,womöglich,wohl,eventuell"
        ),
        hearsay=_phrases("angeblich,mutmaßlich,mutmasslich,offenbar,anscheinend,dem vernehmen nach"),
        pronouns=_words("er sie dies diese dieser dieses jener jene wir ich unser unsere sein seine ihr ihre"),
        pointers=_phrases(
            "gestern,heute,morgen,vorgestern,übermorgen,hier,letzte woche,letztes jahr,dieses jahr,nächstes jahr,heuer"
        ),
        said=_words(
            "sagte sagt sagten erklärte erklärt betonte betont meinte meint behauptete behauptet kritisierte warnte warnt teilte "
            "schrieb schreibt erläuterte bestätigte versicherte fügte"
        ),
        according=_phrases("laut,zufolge,nach angaben,nach aussage,nach worten"),
        idioms=_phrases("nicht nur,nicht zuletzt,heute noch"),
    ),
    "fr": Cues(
        negation=_words("pas jamais aucun aucune rien personne ni sans nullement guère"),
        denial=_phrases("refuse,refusé,nie,nié,manque,peu,rarement,échoué,empêche,empêché,au lieu de,plutôt que"),
        about=_phrases("environ,quelque,autour de,près de,à peu près,une estimation de"),
        nearly=_phrases("presque,quasiment,approximativement"),
        perhaps=_phrases(
            "peut-être,peut être,pourrait,pourraient,probablement,sans doute,éventuellement,possiblement,semble,semblent"
        ),
        hearsay=_phrases("apparemment,prétendument,aurait,auraient,serait,seraient,soi-disant"),
        pronouns=_words("elle elles ils ceci cela ça celui-ci celle-ci nous je notre nos son sa ses leur leurs"),
        pointers=_phrases(
            "hier,aujourd'hui,demain,ici,la semaine dernière,le mois dernier,l'année dernière,l'an dernier,cette année,cette semaine,"
            "ce mois-ci,ce matin,ce soir"
        ),
        said=_words(
            "dit déclaré déclare affirmé affirme expliqué explique ajouté ajoute assuré assure indiqué indique annoncé estime estimé "
            "souligné souligne précisé précise"
        ),
        according=_phrases("selon,d'après"),
        idioms=_phrases(
            "pas seulement,pas moins,rien que,sans doute,ni plus ni moins,les personnes,une personne,la personne,par personne"
        ),
    ),
    "es": Cues(
        negation=_words("no nunca jamás nadie nada ningún ninguno ninguna ni sin tampoco"),
        denial=_phrases("apenas,negó,niega,rechazó,rechaza,falta,carece,carecen,impidió,en lugar de,en vez de,pocos,pocas"),
        about=_phrases("unos,unas,cerca de,alrededor de,aproximadamente,en torno a"),
        nearly=_phrases("casi,prácticamente"),
        perhaps=_phrases("quizá,quizás,tal vez,probablemente,posiblemente,podría,podrían,puede que,acaso"),
        hearsay=_phrases("supuestamente,presuntamente,presunto,presunta,aparentemente,al parecer,habría,habrían"),
        pronouns=_words("él ella ellos ellas esto eso aquello nosotros yo nuestro nuestra"),
        pointers=_phrases(
            "ayer,hoy,mañana,aquí,la semana pasada,el mes pasado,el año pasado,este año,esta semana,este mes,anoche"
        ),
        said=_words(
            "dijo dice dijeron afirmó afirma aseguró asegura declaró explicó explica añadió anunció señaló señala indicó sostuvo "
            "sostiene manifestó advirtió"
        ),
        according=_phrases("según,de acuerdo con"),
        idioms=_phrases(
            "no solo,no sólo,sin embargo,no obstante,sin duda,nada más,en la mañana,por la mañana,de la mañana,la mañana"
        ),
    ),
    "it": Cues(
        negation=_words("non mai nessuno nessuna nessun niente nulla né senza neanche nemmeno neppure"),
        denial=_phrases("nega,negato,rifiuta,rifiutato,manca,mancano,raramente,pochi,poche,invece di,anziché"),
        about=_phrases("circa,intorno a,attorno a,quasi"),
        nearly=_phrases("praticamente,pressoché,approssimativamente"),
        perhaps=_phrases("forse,probabilmente,possibilmente,potrebbe,potrebbero,magari"),
        hearsay=_phrases("presumibilmente,apparentemente,a quanto pare,sarebbe,sarebbero,avrebbe,avrebbero,presunto,presunta"),
        pronouns=_words("lui lei loro egli essa essi esse questo questa questi queste ciò noi io nostro nostra"),
        pointers=_phrases(
            "ieri,oggi,domani,qui,stasera,la settimana scorsa,l'anno scorso,il mese scorso,quest'anno,questa settimana"
        ),
        said=_words(
            "detto dice dichiarato dichiara affermato afferma spiegato spiega aggiunto aggiunge annunciato sostiene sostenuto "
            "sottolineato precisato"
        ),
        according=_phrases("secondo"),
        idioms=_phrases("non solo,non soltanto,più che mai,il secondo,nel secondo,del secondo,al secondo,un secondo"),
    ),
    "pt": Cues(
        negation=_words("não nunca jamais ninguém nada nenhum nenhuma nem sem tampouco"),
        denial=_phrases("nega,negou,recusa,recusou,falta,faltam,raramente,poucos,poucas,em vez de,impediu"),
        about=_phrases("cerca de,perto de,uns,umas,em torno de,por volta de,aproximadamente"),
        nearly=_phrases("quase,praticamente"),
        perhaps=_phrases("talvez,provavelmente,possivelmente,poderia,poderiam,pode ser"),
        hearsay=_phrases("supostamente,alegadamente,aparentemente,presumivelmente,suposto,suposta,teria,teriam"),
        pronouns=_words("ele ela eles elas isto isso aquilo nós eu nosso nossa"),
        pointers=_phrases(
            "ontem,hoje,amanhã,aqui,a semana passada,semana passada,mês passado,ano passado,este ano,esta semana"
        ),
        said=_words(
            "disse diz disseram afirmou afirma declarou explicou acrescentou anunciou garantiu assegurou defendeu sublinhou referiu "
            "alertou"
        ),
        according=_phrases("segundo,de acordo com"),
        idioms=_phrases("não só,não apenas,nada menos,sem dúvida,o segundo,no segundo,do segundo,ao segundo,um segundo"),
    ),
    "pl": Cues(
        negation=_words("nie nigdy nikt nikogo nic niczego żaden żadna żadne żadnego żadnej ani bez"),
        denial=_phrases("zaprzecza,zaprzeczył,odmówił,odmawia,brak,brakuje,rzadko,zamiast,niewielu"),
        about=_phrases("około,ok,mniej więcej,z"),
        nearly=_phrases("prawie,niemal,niemalże,blisko"),
        perhaps=_phrases("może,mogą,mógłby,mogłaby,mogłoby,mogliby,być może,prawdopodobnie,zapewne,przypuszczalnie,chyba"),
        hearsay=_phrases("rzekomo,podobno,ponoć,jakoby,domniemany,domniemana"),
        pronouns=_words("on ona ono oni one to ten ta te my ja nasz nasza jego jej ich"),
        pointers=_phrases("wczoraj,dziś,dzisiaj,jutro,tutaj,w zeszłym roku,w ubiegłym roku,w tym roku,w zeszłym tygodniu"),
        said=_words(
            "powiedział powiedziała powiedzieli mówi mówił mówiła stwierdził stwierdziła dodał dodała oświadczył oświadczyła podkreślił "
            "podkreśliła zapewnił twierdzi ocenił oceniła poinformował poinformowała"
        ),
        according=_phrases("według,zdaniem"),
        idioms=_phrases("nie tylko"),
    ),
    "uk": Cues(
        negation=_words("не ні ніколи ніхто нікого ніщо нічого жоден жодна жодного жодної немає нема без ані"),
        denial=_phrases("заперечує,заперечив,відмовився,відмовилася,бракує,рідко,замість"),
        about=_phrases("близько,приблизно,орієнтовно,десь"),
        nearly=_phrases("майже,ледь не"),
        perhaps=_phrases("може,можуть,міг би,могла б,могли б,можливо,ймовірно,імовірно,напевно,мабуть,вірогідно"),
        hearsay=_phrases("нібито,начебто,буцімто,за чутками"),
        pronouns=_words("він вона воно вони це цей ця ці ми я його її їх їхній наш наша"),
        pointers=_phrases("вчора,учора,сьогодні,завтра,тут,торік,минулого року,цього року,минулого тижня"),
        said=_words(
            "сказав сказала сказали каже заявив заявила заявили зазначив зазначила додав додала повідомив повідомила підкреслив "
            "підкреслила наголосив наголосила стверджує пояснив пояснила розповів розповіла"
        ),
        according=_phrases("за словами,за даними,на думку"),
        idioms=_phrases("не лише,не тільки"),
    ),
}
