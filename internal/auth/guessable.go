package auth

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"

	"rialto/internal/errs"
)

const (
	minPassword = 10
	// maxGuessed is how much of a password is looked at: the time that it
	// takes grows with the square, and so many are enough.
	maxGuessed = 64
	// minScore of zxcvbn stands for some 10^8 guesses.
	minScore = 3
	// minPersonal is how long a part of a name is that a password may not
	// hold; shorter ones are in many words.
	minPersonal = 4
)

// checkPassword returns ErrPasswordRefused with the reason when a password is
// too easy to guess for somebody with this address and name. field is the
// path of the password in the input.
func checkPassword(field, password, email, name string) error {
	if reason, refused := weakness(canonical(password), email, name); refused {
		reason.Path = field
		return ErrPasswordRefused.With(reason)
	}
	return nil
}

func weakness(password, email, name string) (reason errs.Field, refused bool) {
	personal := personalWords(email, name)
	low := strings.ToLower(password)
	if utf8.RuneCountInString(password) < minPassword {
		return errs.Field{Code: "length", Message: "Use at least 10 characters."}, true
	}
	for _, word := range personal {
		if len(word) >= minPersonal && strings.Contains(low, word) {
			return errs.Field{Code: "personal", Message: "Leave out your name and your e-mail address."}, true
		}
	}
	looked := []rune(password)
	looked = looked[:min(len(looked), maxGuessed)]
	if zxcvbn.PasswordStrength(string(looked), personal).Score < minScore {
		return errs.Field{Code: "guessable", Message: "This is easy to guess: it is common, or follows a pattern. A few words that do not belong together are better."}, true
	}
	return errs.Field{}, false
}

// personalWords are what somebody would try first who knows the person.
func personalWords(email, name string) []string {
	local, domain, _ := strings.Cut(strings.ToLower(email), "@")
	name = strings.ToLower(canonical(name))
	words := []string{local, domain, "rialto"}
	for _, text := range []string{local, domain, name} {
		words = append(words, strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })...)
	}
	return words
}
