# What staff read in a customer's topic, and what the customer reads when a person comes or goes.

staff-stranger = stranger
staff-verified = Customer: { $name } (verified, { $id })
staff-unverified = Customer: a stranger (not verified)
staff-language = Language: { $spoken }
staff-asked = Asks for: { $what } · answer by { $due }
staff-asked-order = Asks for: { $what }, order { $order } · answer by { $due }
staff-reason = Why: { $reason }
staff-kind-handoff = a person to talk to
staff-kind-cancel = cancelling
staff-kind-return = sending something back
staff-kind-refund = money back
staff-kind-exchange = an exchange
staff-kind-address = another address
staff-kind-change = a change
staff-kind-problem = help with something damaged, missing or wrong
staff-help =
    What you write here the customer reads from the bot.
    /take: I do this · /bot: the clerk answers again · /close: done · /why: what the clerk's reply rests on
    A message that starts with // stays among you.
staff-no-topic = The bot cannot make a topic here (`shopclerk doctor` says why): answer this customer another way, then `shopclerk waiting --done`.
staff-transcript = The last messages:
staff-receipts = What the clerk's last replies rest on:
staff-no-receipts = Nothing the clerk said here rests on a row of the shop.
staff-taken = { $name } takes care of this.
staff-taken-before = { $name } has taken this already.
staff-nothing-waits = Nothing waits here.
staff-back = { $name } handed the conversation back to the clerk.
staff-back-customer = The customer went back to the clerk.
staff-closed = { $name } closed this.
staff-no-command = There is no such command, and the customer has not seen it. There are /take, /bot, /close and /why.
staff-edit-late = Not sent: the clerk answers here again. Write a new message instead.
staff-undelivered = ⚠️ This did not reach the customer ({ $reason }): { $text }
staff-overdue = ⏰ Overdue since { $due }: { $who } waits for { $what }. Owner: { $owner }
staff-overdue-link = The conversation: { $link }

staff-told-back = You are talking to the shop's assistant again. Write /human whenever you want a person.
staff-told-closed = Our colleague has finished here. How was it?
staff-corrected = ✏️ { $text }
