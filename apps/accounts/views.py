"""Pages of the administrator: accounts, without any business data."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.core.exceptions import Invalid
from apps.core.verdicts import require

from . import queries, rules, services
from .access import role_required
from .choices import Role
from .forms import AccountFilter, AccountForm, NewAccountForm, PasswordForm
from .models import User

PAGE_SIZE = 50


@require_safe
@role_required(Role.ADMINISTRATOR)
def account_list(request: HttpRequest) -> HttpResponse:
    form = AccountFilter(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    found = queries.accounts(values.get("q", ""), values.get("state", ""))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/list.html", {"form": form, "page": page})


@never_cache
@require_http_methods(["GET", "POST"])
@role_required(Role.ADMINISTRATOR)
def create(request: HttpRequest) -> HttpResponse:
    """Make an account; the answer shows the password, once."""
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        password = values.pop("password") or services.make_password()
        try:
            user = services.create_account(
                acting=require(rules.can_manage_accounts(request.user)), password=password, **values
            )
        except Invalid as error:
            form.add_error("password", error.message)
        else:
            return _show_password(request, user, password, "账号已建立")
    return render(request, "accounts/create.html", {"form": form})


@require_http_methods(["GET", "POST"])
@role_required(Role.ADMINISTRATOR)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = AccountForm(request.POST or None, instance=User.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        acting = require(rules.can_manage_accounts(request.user))
        services.edit_account(acting=acting, user=user, **form.cleaned_data)
        messages.success(request, f"{user.name}的账号信息已保存。")
        return redirect("accounts:edit", pk=pk)
    context = {"account": user, "form": form, "password_form": PasswordForm(), "own": user.pk == request.user.pk}
    return render(request, "accounts/edit.html", context)


@require_POST
@role_required(Role.ADMINISTRATOR)
def set_active(request: HttpRequest, pk: int, active: bool) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    acting = require(rules.can_manage_account(request.user, user))
    services.set_active(acting=acting, user=user, active=active, reason=request.POST.get("reason", ""))
    messages.success(request, f"{user.name}的账号已{'启用' if active else '停用'}。")
    return redirect("accounts:edit", pk=pk)


@never_cache
@require_POST
@role_required(Role.ADMINISTRATOR)
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the account a new password and show it once."""
    user = get_object_or_404(User, pk=pk)
    acting = require(rules.can_manage_account(request.user, user))
    form = PasswordForm(request.POST)
    password = (form.cleaned_data["password"] if form.is_valid() else "") or services.make_password()
    services.reset_password(acting=acting, user=user, password=password)
    return _show_password(request, user, password, "密码已重置")


def _show_password(request: HttpRequest, user: User, password: str, title: str) -> HttpResponse:
    context = {"account": user, "password": password, "title": title}
    return render(request, "accounts/password.html", context)
