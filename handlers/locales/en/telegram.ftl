# What the bot says around the clerk's own replies. The clerk promises nothing here: a text with a deadline is sent only
# together with the task it speaks of.

start =
    Hello! I'm the shop's assistant, a program. I can tell you where your order is, help you find the right thing and look up the shop's rules.
    Just write in your own words. If you'd rather talk to a person: /human
start-order = You'd like to know about an order. To show it to you I need to know that it's yours: share your phone number with the button below, or write the e-mail or phone used for it.
help =
    Just write in your own words: about an order, a product or the shop's rules. Or use:
    /orders – your orders
    /human – talk to a person
    /bot – back to the assistant
    /language – another language
    /privacy – what is kept about you
    /stop – no more offers
    /logout – forget who I am
unknown-command = I don't know that command. /help shows what there is, or just write in your own words.

question-orders = Show me my orders
question-order = Where is my order { $order }?

contact-button = 📱 Share my phone number
contact-foreign = That isn't your own number. Please use the button below, then Telegram sends me yours.
contact-unknown = I can't find this number with any customer. You can also write an order number and the e-mail or phone used for it.
contact-locked = None of the tries matched, so I've asked a colleague to help, who answers by { $deadline }.
contact-wait = There were too many tries. You can try again after { $time }; /human brings in a person.
contact-known = Thank you, I know who you are now.
logout-done = Done. I no longer know who you are in this chat.
logout-none = I don't know who you are in this chat, so there is nothing to forget.

media-person =
    { $kind ->
        [photo] Thank you for the picture. I can't look at it myself, so I've passed it to a colleague, who answers by { $deadline }.
        [voice] Thank you for the voice message. I can't listen to it myself, so I've passed it to a colleague, who answers by { $deadline }.
        [video] Thank you for the video. I can't watch it myself, so I've passed it to a colleague, who answers by { $deadline }.
       *[document] Thank you for the file. I can't open it myself, so I've passed it to a colleague, who answers by { $deadline }.
    }
media-added = Thank you, I've added this to your request. A colleague answers by { $deadline }.
media-words =
    { $kind ->
        [photo] I can't look at pictures. Could you tell me in words what it's about?
        [voice] I can't listen to voice messages. Could you write it to me?
        [video] I can't watch videos. Could you tell me in words what it's about?
       *[document] I can't open files. Could you tell me in words what it's about?
    }
media-sticker = 😊 How can I help?
media-location = Thank you, but I have no use for a location. If it's about a delivery, please write me the address or your question.
media-other = I can't read this kind of message. Could you put it into words?

language-ask = Which language would you like?
language-set = All right, English it is.

human-asked = I've asked a colleague, who answers you here by { $deadline }. Feel free to write the details already.
human-waiting = A colleague has already been asked and answers by { $deadline }. You can add anything that matters.
human-late = I'm sorry, my colleague is late with the answer. Your request is still open and marked as overdue.
human-here = A colleague is already looking after this chat. Just write.
bot-back = I'm back. How can I help?

privacy =
    This is kept on the shop's own machines: what we wrote to each other, which records my answers came from, your ratings, and which customer you are if you have shown it.
    You can have a copy of it or have it erased.
privacy-export = Get a copy
privacy-erase = Erase
privacy-copy = Here is everything that is kept about this chat.
privacy-confirm = This erases our messages, your ratings and who you are in this chat, and withdraws open requests to colleagues. It can't be undone. The shop keeps its orders and customer records.
privacy-yes = Yes, erase
privacy-no = No, keep it
privacy-erased = Erased. The shop keeps its orders and customer records, and whether you want offers.
privacy-kept = All right, nothing was erased.

stop-done = All right, no more offers. I still answer your questions.
stop-undo = Send me offers again
stop-undone = All right, you may get offers again.
start-stopped = You have switched offers off. You can switch them on again:

limit-minute = That's a lot of messages at once. Please wait a minute and write again.
limit-day = You've written as much as I can answer in one day. Please write again later.
given-up = I'm sorry, I couldn't work out your message. I've asked a colleague, who answers by { $deadline }.

group-line = I talk about orders and products in private only: { $link }

thumb-thanks = Thank you!
thumb-sorry = I'm sorry. /human brings in a person.
button-old = This question is no longer open.
button-foreign = This button is not for you.

command-orders = Your orders
command-human = Talk to a person
command-bot = Back to the assistant
command-language = Another language
command-privacy = What is kept about you
command-stop = No more offers
command-logout = Forget who I am
command-help = What I can do
command-staff-take = Take this request
command-staff-bot = Give the chat back to the assistant
command-staff-close = Close this request
command-staff-why = What the last reply rests on
description = I answer questions about your orders, the shop's products and its rules, at any hour. If you'd rather talk to a person, write /human.
short-description = Questions about your orders and the shop's products, answered at any hour.
