"""Addresses of sign-in. Of the library's pages only those that are used exist."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from yizhan.web.signin.account import AddPasskey, my_account, password_and_code, remove_password, set_language
from yizhan.web.signin.home import home
from yizhan.web.signin.link import enter
from yizhan.web.signin.recovery import recover

urlpatterns = [
    path("", home, name="home"),
    path("enter/<str:secret>/", enter, name="enter"),
    path("language/", set_language, name="set_language"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/recovery/", recover, name="recover"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-in/again/", account.reauthenticate, name="account_reauthenticate"),
    path("sign-in/again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("sign-in/again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("sign-out/", account.logout, name="account_logout"),
    path("me/", my_account, name="my_account"),
    # The library leads back to pages of its own by these names.
    path("me/", my_account, name="mfa_index"),
    path("me/", my_account, name="mfa_list_webauthn"),
    path("me/password/", password_and_code, name="account_set_password"),
    path("me/password/change/", account.password_change, name="account_change_password"),
    path("me/password/remove/", remove_password, name="remove_password"),
    path("me/passkeys/new/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("me/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("me/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("me/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("me/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
