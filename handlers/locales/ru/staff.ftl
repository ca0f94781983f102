# Что читают сотрудники в теме покупателя и что читает покупатель, когда человек приходит и уходит.

staff-stranger = незнакомец
staff-verified = Покупатель: { $name } (личность подтверждена, { $id })
staff-unverified = Покупатель: незнакомец (личность не подтверждена)
staff-language = Язык: { $spoken }
staff-asked = Просит: { $what } · ответить до { $due }
staff-asked-order = Просит: { $what }, заказ { $order } · ответить до { $due }
staff-reason = Почему: { $reason }
staff-kind-handoff = поговорить с человеком
staff-kind-cancel = отменить заказ
staff-kind-return = вернуть товар
staff-kind-refund = вернуть деньги
staff-kind-exchange = обменять товар
staff-kind-address = сменить адрес
staff-kind-change = изменить заказ
staff-kind-problem = помочь с повреждённым, недостающим или не тем товаром
staff-help =
    То, что вы пишете здесь, покупатель получает от бота.
    /take: беру на себя · /bot: снова отвечает помощник · /close: готово · /why: на чём основан ответ помощника
    Сообщение, которое начинается с //, остаётся между вами.
staff-no-topic = Бот не может создать здесь тему (причину назовёт `shopclerk doctor`): ответьте покупателю иначе, затем `shopclerk waiting --done`.
staff-transcript = Последние сообщения:
staff-receipts = На чём основаны последние ответы помощника:
staff-no-receipts = Ничто из сказанного здесь помощником не опирается на данные магазина.
staff-taken = { $name } берёт это на себя.
staff-taken-before = { $name } уже занимается этим.
staff-nothing-waits = Здесь никто не ждёт.
staff-back = { $name } возвращает разговор помощнику.
staff-back-customer = Покупатель вернулся к помощнику.
staff-closed = { $name } закрывает обращение.
staff-no-command = Такой команды нет, и покупатель её не видел. Есть /take, /bot, /close и /why.
staff-edit-late = Не отправлено: здесь снова отвечает помощник. Напишите новое сообщение.
staff-undelivered = ⚠️ Не дошло до покупателя ({ $reason }): { $text }
staff-overdue = ⏰ Просрочено с { $due }: { $who }, ждёт: { $what }. Ответственный: { $owner }
staff-overdue-link = Разговор: { $link }

staff-told-back = Вам снова отвечает помощник магазина. Если нужен человек, напишите /human.
staff-told-closed = Наш сотрудник закончил работу по вашему обращению. Как всё прошло?
staff-corrected = ✏️ { $text }
