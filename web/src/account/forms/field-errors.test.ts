import { ApiError } from "@api/problem.ts";
import { emailProblem } from "@ui/field-problems.ts";
import { describe, expect, it } from "vitest";
import { check, fieldErrors, type Rules } from "./field-errors.ts";
import { passwordRule } from "./password-rule.ts";

const rules: Rules<"name" | "email" | "password" | "terms"> = {
  name: { label: "account.name", optional: true },
  email: { label: "account.email", check: emailProblem },
  password: passwordRule("account.password"),
  terms: { label: "register.terms", missing: "register.termsNeeded" },
};

const checkPassword = (password: string) =>
  check({ password: passwordRule("account.password") }, { password });

describe("check", () => {
  it("accepts a form that is filled in", () => {
    const values = { name: "", email: "ada@example.com", password: "correct horse", terms: "on" };
    expect(check(rules, values)).toEqual({});
  });

  it("names what is missing or wrong, in the order of the form", () => {
    const errors = check(rules, { name: " ", email: "ada@", password: "", terms: "" });
    expect(Object.entries(errors)).toEqual([
      ["email", "field.email"],
      ["password", "field.required"],
      ["terms", "register.termsNeeded"],
    ]);
  });

  it("counts the characters of a password as people do", () => {
    expect(checkPassword("123456789")).toEqual({ password: "password.length" });
    expect(checkPassword("🔑🔑🔑🔑🔑")).toEqual({ password: "password.length" });
    expect(checkPassword("🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑")).toEqual({});
  });
});

describe("fieldErrors", () => {
  it("puts the API's problems at their fields, in words for what they are about", () => {
    const fields = [
      { path: "password", code: "guessable" },
      { path: "password", code: "length" },
      { path: "email", code: "email" },
      { path: "terms", code: "required" },
      { path: "elsewhere", code: "required" },
    ];
    expect(fieldErrors(rules, new ApiError(422, { code: "password_refused", fields }))).toEqual({
      password: "password.guessable",
      email: "field.email",
      terms: "register.termsNeeded",
    });
  });

  it("finds none in other failures", () => expect(fieldErrors(rules, new Error("x"))).toEqual({}));
});
