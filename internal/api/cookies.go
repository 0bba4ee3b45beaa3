package api

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"rialto/internal/api/internal/oas"
	"rialto/internal/audit"
	"rialto/internal/auth"
	"rialto/internal/errs"
	"rialto/internal/limits"
)

// Cookies of a browser that is signed in. The refresh token's is for the paths
// that need it alone, and no script sees it. The other says nothing but that
// it is worth to ask for an access token.
const (
	refreshCookie  = "rialto_refresh"
	signedInCookie = "signed_in"
	authPath       = Prefix + "/auth"
)

// cookieLife is how long a browser keeps the refresh token: as long as its
// session outlives the last use.
const cookieLife = 30 * 24 * time.Hour

// errCrossOrigin is for a browser that another site sent here. Go's
// CrossOriginProtection looks at Sec-Fetch-Site and Origin, which only
// browsers send: other clients pass.
var errCrossOrigin = errs.New(errs.Forbidden, "cross_origin", "This can be asked for from the marketplace's own pages alone.")

// visit is what an operation may need to know of the request besides its
// input, and the header of its answer, for cookies.
type visit struct {
	request *http.Request
	answer  http.Header
	from    limits.Visitor
}

type visitKey struct{}

// visitOf returns the zero visit where nobody visits.
func visitOf(ctx context.Context) visit {
	v, _ := ctx.Value(visitKey{}).(visit)
	return v
}

// withVisit tells operations who visits, and the audit log from where.
func (g gate) withVisit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visit{request: r, answer: w.Header(), from: g.visitor(r)}
		origin := audit.Origin{UserAgent: r.UserAgent()}
		if v.from.IP.IsValid() {
			origin.IP = v.from.IP.String()
		}
		ctx := audit.WithOrigin(context.WithValue(r.Context(), visitKey{}, v), origin)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// protectCookies refuses what a page of another site makes a browser send.
func (p problems) protectCookies(publicURL string, next http.Handler) (http.Handler, error) {
	c := http.NewCrossOriginProtection()
	if publicURL != "" {
		if err := c.AddTrustedOrigin(publicURL); err != nil {
			return nil, err
		}
	}
	c.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.handleError(r.Context(), w, r, errCrossOrigin)
	}))
	return c.Handler(next), nil
}

// browser keeps the cookies of who signs in.
type browser struct{ secure bool }

func newBrowser(publicURL string) browser { return browser{strings.HasPrefix(publicURL, "https://")} }

func (b browser) set(ctx context.Context, c http.Cookie) {
	v := visitOf(ctx)
	if v.answer == nil {
		return
	}
	c.Secure, c.SameSite = b.secure, http.SameSiteLaxMode
	v.answer.Add("Set-Cookie", c.String())
}

func (b browser) signIn(ctx context.Context, refreshToken string) {
	age := int(cookieLife.Seconds())
	b.set(ctx, http.Cookie{Name: refreshCookie, Value: refreshToken, Path: authPath, MaxAge: age, HttpOnly: true})
	b.set(ctx, http.Cookie{Name: signedInCookie, Value: "1", Path: "/", MaxAge: age})
}

func (b browser) signOut(ctx context.Context) {
	b.set(ctx, http.Cookie{Name: refreshCookie, Path: authPath, MaxAge: -1, HttpOnly: true})
	b.set(ctx, http.Cookie{Name: signedInCookie, Path: "/", MaxAge: -1})
}

// forget is signOut for somebody whose account is gone.
func (b browser) forget(ctx context.Context) {
	b.signOut(ctx)
	b.set(ctx, http.Cookie{Name: limits.DeviceCookie, Path: authPath, MaxAge: -1, HttpOnly: true})
}

// know makes the device one that the account's owner uses.
func (b browser) know(ctx context.Context, device string) {
	b.set(ctx, http.Cookie{
		Name: limits.DeviceCookie, Value: device, Path: authPath, MaxAge: int(limits.DeviceAge.Seconds()), HttpOnly: true,
	})
}

// entrance lets people in and out.
type entrance struct {
	auth    *auth.Service
	browser browser
}

// letIn answers who has signed in: the refresh token goes into a cookie, unless
// the body was asked for. A session that this browser had before is over.
func (e entrance) letIn(ctx context.Context, in auth.SignedIn, where oas.OptRefreshTokenIn) (*oas.SignIn, error) {
	out := signedInToAPI(in)
	if in.Device != "" {
		e.browser.know(ctx, in.Device)
	}
	if where.Or(oas.RefreshTokenInCookie) == oas.RefreshTokenInBody {
		out.RefreshToken = oas.NewOptString(in.RefreshToken)
		return out, nil
	}
	if before := refreshTokenOf(ctx); before != "" {
		if err := e.auth.Logout(ctx, before); err != nil {
			return nil, err
		}
	}
	e.browser.signIn(ctx, in.RefreshToken)
	return out, nil
}

// letOn answers who has proved one factor, or all that is asked for.
func (e entrance) letOn(ctx context.Context, in auth.SignIn, where oas.OptRefreshTokenIn) (*oas.SignIn, error) {
	if in.SignedIn == nil {
		return &oas.SignIn{Status: oas.SignInStatusSecondFactorRequired, Challenge: oas.NewOptString(in.Challenge)}, nil
	}
	return e.letIn(ctx, *in.SignedIn, where)
}

// refreshTokenOf returns what the browser's cookie holds.
func refreshTokenOf(ctx context.Context) string {
	r := visitOf(ctx).request
	if r == nil {
		return ""
	}
	c, err := r.Cookie(refreshCookie)
	if errors.Is(err, http.ErrNoCookie) {
		return ""
	}
	return c.Value
}

func signedInToAPI(in auth.SignedIn) *oas.SignIn {
	return &oas.SignIn{
		Status: oas.SignInStatusSignedIn, AccessToken: oas.NewOptString(in.AccessToken),
		ExpiresIn: oas.NewOptInt(int(in.ExpiresIn.Seconds())), User: oas.NewOptMe(meToAPI(in.User)),
	}
}
