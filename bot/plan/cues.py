"""Words by which a segment leans on the conversation or on an order, in the spoken languages; patterns only."""

import re

FILLERS = re.compile(
    r"\b(?:and|so|ok|okay|then|but|please|pls|exactly|now|today|was|is|were|are|did|do|that|this|it|the|for|i|you|ye|yous|u|we|they|be|happen(?:ed)?"
    r"|y|eso|fue|era|entonces|а|и|это|было|был|была|именно)\b|那|呢|是|的|了",
    re.IGNORECASE,
)
_BARE = {
    "when": r"when|(?:on )?(?:what|which) (?:day|date)|date|(?:en )?qu[eé] (?:d[ií]a|fecha)|cu[aá]ndo|fecha|когда|какого числа"
    r"|в какой день|дата|什么时候|哪天|几号|何时",
    "how": r"how|(?:on|in)?to (?:what|which)(?: (?:card|account))?|(?:what|which) card|where(?: to)?|by what|paid how"
    r"|c[oó]mo|a qu[eé] (?:tarjeta|cuenta)|d[oó]nde|как|куда|на что|на какую карту|怎么|退到哪|退到哪里|哪张卡",
    "much": r"how much|what amount|(?:the )?(?:amount|sum)|importe|(?:а )?(?:какая )?сумма|金额|cu[aá]nto|сколько|поч[её]м|多少|多少钱",
    "many": r"how many(?: (?:left|pieces|do you have|have you got|you got))?|cu[aá]nt[oa]s|сколько штук|сколько их|多少个|几个|多少件",
    "which": r"(?:which|what) (?:item|product|one)|what for|por qu[eé] art[ií]culo|за что|за какой товар|哪个|哪件",
}
ASPECTS = {name: re.compile(rf"^(?:{pattern})$", re.IGNORECASE) for name, pattern in _BARE.items()}
PARTED = re.compile(r"\s*(?:[,;/&]|\b(?:and|n|y|и)\b|和|跟)\s*", re.IGNORECASE)
OF_ORDER = re.compile(
    r"\border\w*|\bin (?:it|there|that)\b|\bbought\b|\bdid i\b|\bi (?:got|paid)\b|\bcost me\b|\bparcel|\bwere\b|\bwas\b"
    r"|заказ|купил|заплатил|стоил[аио]?\b|посылк|pedid|compr[eéa]|pagu[eé]|cost[oó]\b|ped[ií]\b|订单|买了|订了|付了",
    re.IGNORECASE,
)
# Whether something can be had now, said after talk of an order: "got another pair in that", "is it still for sale".
ON_SALE_NOW = re.compile(
    r"\b(?:in stock|for sale|buyable|available|back in|up for grabs|any more of|another (?:one|pair|set)(?: in (?:it|that|those))?|any (?:left|again))\b"
    r"|\bstill (?:a thing|sell\w*|sold|have|got|make|made|making|carry|carrying|stock\w*|around|do|doing|on sale|to be had)\b"
    r"|\b(?:got|have|get|sell|do|stock) (?:\w+ ){0,4}(?:again|another|now|left)\b|\b(?:u|you|ye) (?:(?:got|sell|stock)\b|have (?:any|it|one|them|those|these|that|another)\b)"
    r"|\b(?:how (?:much|many)|what|price) (?:\w+ ){0,6}(?:now|today|these days)\b|\bwould (?:\w+ ){1,5}(?:cost|be)\b"
    r"|\b(?:sigue[ns]?|contin[uú]an?) (?:\w+ ){0,2}(?:agotad|dispon|en venta|a la venta|habiendo)|\bquedan?\b|\bdisponibles?\b"
    r"|\bhay(?: (?:m[aá]s|en stock|todav[ií]a|a[uú]n|otr[oa]s?))?\W*$|\bhay (?:en|talla)\b"
    r"|\b(?:ten[eé]is|tienen|vend[eé]n|vend[eé]is) (?:\w+ ){0,4}(?:ahora|todav[ií]a|a[uú]n|otr[oa]s?)\b|\ben stock\b"
    r"|\b(?:есть|остал[аио]с\w*) (?:\w+ ){0,2}(?:сейчас|теперь|ещ[её])|(?:сейчас|теперь|ещ[её]) (?:\w+ ){0,2}(?:есть|прода|остал)"
    r"|в наличии|в продаже|прода[её]т|现在.{0,8}(?:有|卖|多少钱)|还(?:有|卖).{0,6}(?:吗|么|没|不)|有货|还有货|再买",
    re.IGNORECASE,
)
TOOK = re.compile(
    r"\b(?:did|have) i (?:\w+ ){0,2}(?:buy|bought|get|got|pick|picked|take|taken|choose|chosen|chose|order|ordered|pay|paid|go for|select|end up)\b"
    r"|\bi (?:\w+ ){0,2}(?:bought|ordered|picked|chose|took|ended up|had)\b|\b(?:that|my) order\b"
    r"|\b(?:compr[eé]|ped[ií]|eleg[ií]|cog[ií]|escog[ií])\b|\b(?:я|мы) (?:\w+ ){0,3}(?:заказыва|заказал|покупал|купил|брал|взял|выбрал)\w*"
    r"|\b(?:заказывала?|покупала?|брала?|взяла?) я\b|我.{0,6}(?:买|订|选|拍)(?:了|的)",
    re.IGNORECASE,
)
OF_SHOP = re.compile(
    r"\b(?:do|does) (?:you|u|it)\b|\bin stock\b|\bavailable\b|\bleft\b|\bbuy\b|\banother\b|\bcome in\b|\bcomes in\b"
    r"|\bis there an?\b|\bany other\b|есть ли|в наличии|прода[её]т|бывает|\bhay\b|tienen|vend[eé]n|有没有|有货|卖|还有.*吗",
    re.IGNORECASE,
)
GIVEN_BACK = re.compile(
    r"^(?:so |and |but |ok )*(?:did|have|has|had|was|were|is|haven't|hasn't|didn't|wasn't)\b(?!.*\b(?:can|could|may|want|possible|eligible|entitled)\b)"
    r"|\b(?:have|has|did) (?:you|u|i)\b|\b(?:han?|hab[eé]is|hemos) (?:devuelto|reembolsado)|\b(?:вернули|возвращены|возвращали)\b"
    r"|退(?:款)?了(?:吗|没|么)|退给我了",
    re.IGNORECASE,
)
FOLLOWS = re.compile(
    r"^\W*(?:and|what about|how about|so|but|or|y|qu[eé] tal|pero|а|и|но|что насч[её]т|как насч[её]т|那|还有|和)\b|呢\W*$",
    re.IGNORECASE,
)
WHICH_ONE = re.compile(r"\bwhich (?:one|of|parcel|box)\b|cu[aá]l\b|в как(?:ой|ом)\b|哪个|哪一个", re.IGNORECASE)
# "Which is warmer", said of two that were named or compared; not "which size".
WHICH_OF = re.compile(
    r"\bwhich(?: (?:one|of (?:them|these|those|the two)))? (?:is|are|has|have|would|will|should|can|could|does|do i|\w{3,}s)\b(?! (?:the )?(?:price|cheap|dear))"
    r"|\bcu[aá]l(?: de (?:l[oa]s dos|ell[oa]s))? (?:es|tiene|me|sirve|abriga|pesa|\w{3,})\b|\bкак(?:ой|ая|ое|ие) из\b|\bкто из них\b|котор(?:ый|ая|ое) (?:из|тепл|легч|лучш)"
    r"|哪[个款双件条种](?:更|比较|最|有|能|是|适合|保暖|轻)",
    re.IGNORECASE,
)
GENERAL = re.compile(
    r"\b(?:rules?|polic(?:y|ies)|terms|in general|normally|usually|how (?:long|fast|quick(?:ly)?|soon) (?:do|does|will|would)"
    r" (?:i|it|the|a) (?:money|refunds?|get|take)|what if|pol[ií]tica|normas?|en general|normalmente)\b"
    r"|правил|обычно|услови|в среднем|规定|政策|一般|通常|退款(?:要)?(?:几|多久|多少)天?",
    re.IGNORECASE,
)
PRICED_ONE = re.compile(
    r"\b(?P<low>the )?(?:cheap(?:er|est)?|less expensive)\s+one\b|\bthe (?P<high>(?:more |most )?expensive|dearer|pricier|priciest)\s+one\b",
    re.IGNORECASE,
)
OWN = re.compile(
    r"\b(?:my|mine|i (?:have |'ve |just )?(?:ordered|bought|paid|sent|received|returned)|did i|have i|was i)\b|\b(?:mi|mis|m[ií]o|ped[ií]|compr[eé]|pagu[eé]|he (?:pedido|comprado))\b"
    r"|\b(?:мо[йяеию]\w*|у меня|я (?:заказ|куп|оплат|отправ|верну)\w+)\b|我的|我(?:买|订|付|退)",
    re.IGNORECASE,
)
PAID_WITH = re.compile(
    r"\b(?:pay|paid|paying)\b(?: \w+){0,3} (?:with|by)\b\W*$|\b(?:with|by) what (?:did|have) (?:i|we) (?:pay|paid)\b"
    r"|\bcon qu[eé] (?:lo |la |los |las )?(?:pagu[eé]|pagamos)\b|\bчем (?:я |мы )?(?:\w+ )?(?:за)?(?:о)?пла[тч]\w+"
    r"|[用拿](?:的)?(?:什么|哪[种个张]\w{0,2})(?:付|支付|买单)",
    re.IGNORECASE,
)
WENT_TO = re.compile(
    r"\bwhere (?:did|has|was|is) (?:it|the money|that|this) (?:go|gone|been sent|sent|end up)\b|\b(?:on|in)?to (?:what|which)\b"
    r"|\ba d[oó]nde (?:fue|lleg[oó]|ha ido)\b|куда (?:они |оно |деньги )?(?:пришл|ушл|верну|поступ)|退到|退去",
    re.IGNORECASE,
)
CHEAPER_OF = re.compile(
    r"\bthe (?P<low>cheap(?:er|est)|less expensive)(?: one)? (?:of|out of|among)\b"
    r"|\bthe (?P<high>dear(?:er|est)|pric(?:ier|iest)|(?:more|most) expensive)(?: one)? (?:of|out of|among)\b"
    r"|\b(?:la|el) m[aá]s (?:barat[oa]|(?P<caro>car[oa])) de\b|сам\w+ (?:деш[её]в\w+|(?P<dorog>дорог\w+)) из",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"\b(?:humans?|agents?|operators?|managers?|representatives?|supervisors?|someone|somebody|(?:a|real|actual|live|another) person|staff|colleague"
    r"|advis[oe]rs?|people|call me|customer service|support)\b|\b(?:persona|human[oa]|agente|encargad[oa]|alguien|operador[a]?|asesor[a]?)\b"
    r"|человек|оператор|менеджер|сотрудник|консультант|живой|кто-нибудь|кого-нибудь|人工|真人|客服|经理|转人|活人",
    re.IGNORECASE,
)
HOLDS = re.compile(
    r"\b(?:comes? with|includ\w*|in the (?:box|pack(?:age)?|set|bag)|needs?|fits?|works? with|compatible)\b"
    r"|\b(?:inclu[iy]\w*|tra(?:e|en)\b|vienen? con|en la caja|necesitan?|sirven?)\b|входит|входят|в комплект|в коробк|подходит|нужн"
    r"|自带|包含|附带|附送|适合|包装里|盒子?里",
    re.IGNORECASE,
)
ANY = re.compile(
    r"\bany(?: (?:left|more|of (?:it|them|those)))?\W*$|\b(?:alguno|alguna)\b\W*$|ещё есть\W*$|还有吗|有货吗",
    re.IGNORECASE,
)
COUNTS = re.compile(
    r"\bhow (?:much|many|long|big|far|soon|often|late|early)\b|\bwh(?:at|ich) (?:percent\w*|price|fee|cost|amount|months?|days?|hours?|time|does it cost)\b|\bwhen\b|\buntil\b"
    r"|cu[aá]nt|cu[aá]ndo|hasta cu[aá]ndo|сколько|когда|до какого|какая скидка|多少|几|多久|什么时候",
    re.IGNORECASE,
)
DIFFERENCE = re.compile(
    r"\b(?:(?:price )?(?:difference|gap)|how much (?:more|less|cheaper|dearer|pricier))\b|\bdiferencia\b|\bcu[aá]nto m[aá]s\b"
    r"|на сколько (?:он|она|они)?\s*(?:дороже|дешевле)|разниц|差(?:多少|价)|贵多少|便宜多少",
    re.IGNORECASE,
)
# Whom a question speaks of: what the shop does, what the customer did or may do.
YOU = re.compile(
    r"\b(?:you|ye|yous|u|ur|your|yours|y'all)\b|\b(?:os|vosotros|vuestr[oa]s?|ustedes|usted)\b|\b\w+(?:[aá]is|[eé]is|steis)\b"
    r"|\b(?:вы|вас|вам|вами|ваш\w*)\b|你们|贵店|您",
    re.IGNORECASE,
)
ME = re.compile(
    r"\b(?:i|i'm|i've|i'd|my|me|mine|we|our|us)\b|\b(?:yo|me|mi|mis|m[ií]o|nos|nuestr[oa]s?)\b"
    r"|\b(?:я|мне|меня|мо[йяеию]\w*|мы|нам|нас)\b|我",
    re.IGNORECASE,
)
MAY = re.compile(
    r"\b(?:can|could|may|might|am|are) (?:i|we|one|people|somebody|someone|it|they)\b|\ballowed\b|\bpossible\b"
    r"|\b(?:puedo|podemos|se puede|puede|podr[ií]a)\b|\b(?:можно|могу|можем|нельзя)\b|可以|能不能|能否|可不可以",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:did|was|were|had|ordered|bought|paid|got|took|sent|came|arrived|left|went)\b"
    r"|\b\w+(?:[eé]|ó|aste|iste|aron|ieron|asteis|isteis)\b(?=.*\?)|\b\w+(?:ал|ала|али|ил|ила|или|ел|ела)(?:сь|ся)?\b|了|过",
    re.IGNORECASE,
)
UPSET = re.compile(
    r"\b(?:wtf|hell|damn|ffs|ridiculous|unacceptable|outrageous|disgrace\w*|furious|fed up|sick of|scam\w*|joke of|worst|useless|terrible|awful"
    r"|disappoint\w*|angry|annoy\w*|frustrat\w*|(?:second|third|fourth|2nd|3rd|4th|nth) time|still (?:waiting|nothing|not here)|keep (?:waiting|asking))\b"
    r"|\b(?:fatal|verg[uü]enza|indignante|inaceptable|hart[oa]|estafa|decepcion\w*|enfadad[oa]|(?:segunda|tercera|cuarta) vez|sigo esperando|qu[eé] demonios)\b"
    r"|безобрази|возмутител|возмущ|кошмар|ужас|достал[иао]|надоел|обман|разочаров|бесит|сколько можно|(?:второй|третий|четв[её]ртый|который) раз|до сих пор"
    r"|太差|气死|生气|失望|骗子|垃圾|受够|离谱|怎么还没|第[二三四五几]次|搞什么",
    re.IGNORECASE,
)
# An order named by no more than "one": "the July one", "el de mayo", "六月那单".
ORDER_ONE = re.compile(
    r"\b(?:one|orders?|purchase|parcel)\b|\b(?:pedido|compra|el|la) (?:\w+ ){0,2}de\b|заказ|посылк|单",
    re.IGNORECASE,
)
# What goods are counted in, said without the goods.
UNITS = re.compile(
    r"\bhow many (?:sets|packs|packets|pairs|pieces|boxes|bags|units|bottles|tins|cans|jars|rolls|bundles)\b(?! of)"
    r"|\bcu[aá]nt[oa]s (?:juegos|paquetes|pares|piezas|cajas|unidades|bolsas)\b(?! de)"
    r"|сколько (?:штук|пар|упаковок|пачек|комплектов|наборов|коробок)\b|[几多少]+(?:套|包|双|盒|件|个|瓶|条)",
    re.IGNORECASE,
)
# What goods cost or whether there are some now, whatever was bought of them.
NOW = re.compile(
    r"\b(?:now|nowadays|today|still|again|currently|these days|any ?more|back in)\b|\b(?:ahora|actualmente|hoy|todav[ií]a|sigue[ns]?|otra vez)\b"
    r"|сейчас|теперь|ещё есть|еще есть|снова|опять|现在|目前|如今|又有",
    re.IGNORECASE,
)
# "On my Amex?", "to PayPal?": where money went.
TO_ACCOUNT = re.compile(
    r"^\W*(?:and |so |was (?:it|that) |is (?:it|that) |y |а |и )?(?:back )?(?:on|to|onto|into|by|via|a|en|por|на|через|到)\s*"
    r"(?:(?:my|the|a|our|mi|la|el|мою|мой|карту|我的?) )?(?:\w+ ){0,2}"
    r"(?:card|account|bank|amex|visa|master ?card|pay ?pal|apple pay|google pay|klarna|ideal|bizum|tarjeta|cuenta|банк\w*|карт\w+|сч[её]т\w*"
    r"|支付宝|微信|银行卡|信用卡|\w+卡)(?: \w+)?(?:\W+(?:right|yeah|no|verdad|да|吧|吗|了吗))?(?:\W*(?:\b(?:or|o|или)\b|还是).*)?\W*$",
    re.IGNORECASE,
)
ALTOGETHER = re.compile(
    r"\b(?:altogether|all together|in total|total|in all|all in|whole (?:thing|lot|order)|the lot|everything|en total|todo)\b|всего|итого|вс[её] вместе|一共|总共|总",
    re.IGNORECASE,
)
EACH = re.compile(
    r"\b(?:each|apiece|per|one|singly|a piece)\b|\bcada un[oa]\b|\bla unidad\b|\bпо ?ч[её]м\b|\bштук|\bза одн|每|单价|一个|一件|一双",
    re.IGNORECASE,
)
# Goods that never came: of an order that is on its way, or was called off, that asks how it stands.
NOT_HERE = re.compile(
    r"\b(?:never|not|hasn'?t|haven'?t|havent|didn'?t|didnt|nothing|no sign of (?:it|them)) (?:\w+ ){0,2}(?:come|came|arrived?|showed|shown|turned up|here|received|got(?:ten)?|delivered)\b"
    r"|\bno (?:me |nos )?(?:ha |han )?(?:lleg|recib|aparec|ven)\w*|\b(?:так и )?не (?:приш|приех|получ|достав|дош|прив)\w+"
    r"|(?:没|还没|一直没)(?:有)?(?:到|收到|送到|来)|不见(?:踪影|到)",
    re.IGNORECASE,
)
TELL = re.compile(
    r"\b(?:please|pls|plz|send|give|show|tell|remind|need)\b|\b(?:porfa|por favor|dame|dime|p[aá]same|m[aá]ndame|env[ií]ame)\b"
    r"|пожалуйста|скиньте|пришлите|дайте|скажите|напомните|给我|发我|发一下|告诉我",
    re.IGNORECASE,
)
STILL_OPEN = re.compile(
    r"\b(?:still|open|outstanding|on (?:the|their|its) way|coming|under ?way|pending|waiting (?:for|on)|to come)\b"
    r"|(?:\bnot|n'?t) (?:\w+ ){0,2}(?:arrived?|come|here|delivered|received|got|turned up)\b"
    r"|\b(?:de camino|en camino|pendientes?|por llegar|faltan?|abiert[oa]s?)\b|в пути|едет|едут|не приш|не достав|ещё не|еще не|открыт"
    r"|没到|路上|没发|没送|未完成|进行中",
    re.IGNORECASE,
)
WHICH_OPEN = re.compile(
    rf"(?:\b(?:which|what(?:'?s)?)\b(?: \w+){{0,3}} (?:of (?:them|these|those|my|the)|ones|orders|is|are|'s)\b|\bcu[aá]les\b|\bqu[eé] pedidos\b"
    rf"|\bкакие\b(?: \w+){{0,3}} заказ|哪些|哪几[个单]).*?(?:{STILL_OPEN.pattern})",
    re.IGNORECASE,
)
# An order by its own word, not by a pronoun or a tense.
ORDER_WORD = re.compile(r"\b(?:orders?|ordered|purchase)\b|\bpedidos?\b|заказ|订单|[那这]一?单|下的单", re.IGNORECASE)
# What was got back, said without "refund".
GOT_BACK = re.compile(
    r"\b(?:did|have|has|was|were|what|much) (?:\w+ ){0,3}(?:get|got|getting|sen[dt]|see|seen|land(?:ed)?|reach(?:ed)?|hit|come|came|gone?|went|paid|receive[d]?|given)\b"
    r"|\bme (?:\w+ )?(?:disteis|diste|dieron|devolv\w+|abon\w+|ingres\w+|pag\w+|lleg\w+|cay\w+)\b|верну|пришл|получил|отда|перев[её]л|到账|退|收到",
    re.IGNORECASE,
)
MONEY_BACK = re.compile(
    r"\b(?:refund\w*|money|cash|paid back|gave (?:me )?(?:\w+ )?back|reimburs\w+|credited)\b|\b(?:reembols\w+|devol\w+|devuel\w+|abon\w+|ingres\w+|dinero)\b"
    r"|деньг|денег|верну|возвр|退",
    re.IGNORECASE,
)
HOW_MUCH = re.compile(r"\bhow much\b|\bcu[aá]nto\b|сколько|多少钱?", re.IGNORECASE)
SENT_BACK = re.compile(
    r"\b(?:sent|went|gave|given|brought|took|put|paid|money) (?:\w+ ){0,3}back\b|\breturned\b|\brefund|\bgot rid of\b|\bcancel"
    r"|\bdevol|\bdevuel|\breembols|\babon|\bcancel|верн|возвра|отмен|退|取消",
    re.IGNORECASE,
)
WHICH_KIND = re.compile(
    r"^\W*(?:and |so |but |y |а |и )?(?:which|what|qu[eé]|cu[aá]l|как\w{2,3}|哪|什么)", re.IGNORECASE
)
ASKS_FIRST = re.compile(
    r"^\W*(?:and |so |but |y |а |и )?(?:when|where|who|why|how|is|are|was|were|do|does|did|has|have|can|could|will|would|should"
    r"|cu[aá]ndo|d[oó]nde|qui[eé]n|c[oó]mo|cu[aá]nt[oa]s?|когда|где|кто|почему|сколько|куда|можно|怎么|多少|几|谁|能)\b",
    re.IGNORECASE,
)
# What lies in the order in focus.
INSIDE = re.compile(
    r"\b(?:in (?:it|there)|inside)\b|\b(?:ah[ií]|all[ií]) dentro\b|\bв н[её]м\b|\bтам внутри\b|里面", re.IGNORECASE
)
