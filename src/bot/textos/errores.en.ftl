# Why it could not be: purchases, payments, gifts, codes and accounts.

error-USER_SUSPENDED = ⛔️ Your account is suspended: you may look at what is yours, but not play. If you think that is a mistake, write to support. Cancelling VIP and erasing your data are still up to you.
error-ERASURE_IN_PROGRESS = 🕯 Your data is being erased, and nothing more can be done with this account. As soon as that is over, you can begin afresh with /start.
error-SUSPICIOUS_ACTIVITY = 🧊 Your account is under review, because of unusual activity. Meanwhile you cannot spend; reading and earning go on. A person looks into it, and there is nothing for you to do.
error-ITEM_NOT_OWNED = You have none left.
error-ITEM_NOT_USABLE = That is not used up: to have it is enough.
error-PURCHASE_IN_PROGRESS = You are buying it already. You will be told as soon as it is settled.
error-RESERVATION_RELEASED = That reservation had been given up. Nothing was charged: try again.
error-ORDER_NOT_FOUND = That invoice is not good any more, or not yours. Ask the bot for another.
error-ORDER_MISMATCH = That invoice does not match what you ordered. Ask the bot for another.
error-ORDER_EXPIRED = That invoice has expired. Ask the bot for another: nothing was charged.
error-NOT_SUBSCRIBED = You have no subscription that renews.
error-ALREADY_SUBSCRIBED = You are subscribed until { $hasta }, and it renews by itself.
error-GIFT_TO_SELF = That gift is your own: send the link to somebody else.
error-GIFT_AMOUNT = You can give { $minimo } to { $maximo } besitos at once.
error-GIFT_NOT_FOUND = That gift is not there any more: somebody opened it, or it went back to whoever sent it.
error-GIFT_TAKEN = Somebody was quicker: that gift is taken.
error-GIFT_EXPIRED = That gift has expired and goes back to whoever sent it.
error-CODE_NOT_ACTIVE = { $motivo ->
    [pronto] That code is not good yet. Keep it for later.
    [caducado] That code has expired.
   *[desconocido] There is no such code. Check how it is spelt.
}
error-CODE_ALREADY_REDEEMED = You have used that code already.
error-CODE_EXHAUSTED = That code is used up.
error-REFERRAL_NOT_ALLOWED = That invitation does not count.
error-POST_NOT_ACTIVE = That post earns no besitos any more.
