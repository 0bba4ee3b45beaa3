package app

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"

	"rialto/internal/auth"
	"rialto/internal/errs"
)

type userCmd struct {
	Create     userCreateCmd     `cmd:"" help:"Make an account. Its address counts as verified."`
	Promote    userPromoteCmd    `cmd:"" help:"Make the account with an e-mail address an admin's."`
	Erase      userEraseCmd      `cmd:"" help:"Erase everything personal of somebody who asked for it."`
	RemoveDemo userRemoveDemoCmd `cmd:"" name:"remove-demo" help:"Delete the accounts of the demo, whose passwords everybody knows."`
}

type userCreateCmd struct {
	Email         string `help:"E-mail address." required:"" placeholder:"ADDRESS"`
	FullName      string `help:"What the person is called."`
	Admin         bool   `help:"Make it an admin's."`
	PasswordStdin bool   `help:"Read the password from the standard input. Default: make one, and print it."`
}

// Run makes an account and prints its password, if it made one.
func (c userCreateCmd) Run(ctx context.Context, cfg *Config, in input, o output) error {
	account := auth.CreateInput{Email: c.Email, Name: c.FullName, Role: auth.RoleCustomer, Password: rand.Text()}
	if c.Admin {
		account.Role = auth.RoleAdmin
	}
	if c.PasswordStdin {
		line, err := bufio.NewReader(in).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read password: %w", err)
		}
		account.Password = strings.TrimRight(line, "\r\n")
	}
	return withModules(ctx, *cfg, o, func(m *modules) error {
		u, err := m.auth.Create(ctx, account)
		if err != nil {
			return inWords(err)
		}
		fmt.Fprintf(o.out, "made the %s account %s\n", u.Role, u.Email)
		if !c.PasswordStdin {
			fmt.Fprintf(o.out, "password: %s\n", account.Password)
		}
		return nil
	})
}

type userPromoteCmd struct {
	Email string `arg:"" help:"E-mail address of the account."`
}

// Run makes somebody an admin.
func (c userPromoteCmd) Run(ctx context.Context, cfg *Config, o output) error {
	return withModules(ctx, *cfg, o, func(m *modules) error {
		if err := m.auth.Promote(ctx, c.Email); err != nil {
			return inWords(err)
		}
		_, err := fmt.Fprintln(o.out, "the account is an admin's")
		return err
	})
}

type userRemoveDemoCmd struct{}

// Run deletes the accounts of the demo.
func (userRemoveDemoCmd) Run(ctx context.Context, cfg *Config, o output) error {
	return withModules(ctx, *cfg, o, func(m *modules) error {
		n, err := m.auth.RemoveDemo(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(o.out, "deleted %d accounts of the demo\n", n)
		return err
	})
}

// inWords is what a caller of the API would be told, for somebody at a
// terminal.
func inWords(err error) error {
	e, ok := errs.As(err)
	if !ok {
		return err
	}
	text := e.Message
	for _, f := range e.Fields {
		text += " " + f.Message
	}
	return errors.New(text)
}
