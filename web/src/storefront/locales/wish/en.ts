export default {
  "wish.title": "Shall we tell you when it is back?",
  "wish.lead": "You get one mail, and nothing else.",
  "wish.email": "Your email address",
  "wish.emailWrong": "This does not look like an email address.",
  "wish.submit": "Tell me",
  "wish.confirm":
    "Look into your mail and confirm that you want to know. Then we write once, when it is back.",
  "wish.noted": "We write to your account’s address, once, when it is back.",
  "wish.back": "It is back already: load the page again.",
  "wish.tooMany": "That was too often. Please wait a little.",
  "wish.failed": "That did not work. Please try again.",
} as const;
