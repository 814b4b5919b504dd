#include "ui/charts/theme.h"

#include "ui/charts/palette_file.h"
#include "ui/charts/style.h"

#include <QApplication>
#include <QEvent>
#include <algorithm>
#include <cmath>
#include <utility>

namespace embedscope {

namespace {

Theme& shared()
{
    static Theme theme = readTheme(false);
    return theme;
}

Theme::Choice s_choice = Theme::Choice::Light;
bool s_applying = false;

/// Widgets and windows are told when the desktop changes its colours; with Choice::System we follow.
class DesktopWatch : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        const bool told = event->type() == QEvent::ThemeChange && !s_applying;
        if (told && s_choice == Theme::Choice::System)
            QMetaObject::invokeMethod(
                qApp, [] { Theme::apply(Theme::Choice::System); }, Qt::QueuedConnection);
        return QObject::eventFilter(watched, event);
    }
};

bool desktopIsDark()
{
    QApplication::setPalette(QPalette()); // what the platform would use without us
    const QPalette desktop = QApplication::palette();
    return desktop.color(QPalette::Window).lightnessF() < desktop.color(QPalette::WindowText).lightnessF();
}

QColor between(const QColor& from, const QColor& to, double share)
{
    const auto s = static_cast<float>(share);
    const auto mix = [s](float a, float b) { return a + (b - a) * s; };
    return QColor::fromRgbF(mix(from.redF(), to.redF()), mix(from.greenF(), to.greenF()),
                            mix(from.blueF(), to.blueF()));
}

}

const Theme& Theme::current()
{
    return shared();
}

void Theme::apply(Choice choice)
{
    const bool first = dynamic_cast<Style*>(QApplication::style()) == nullptr;
    s_applying = true;
    if (first) {
        QApplication::setStyle(new Style);
        qApp->installEventFilter(new DesktopWatch(qApp));
    }
    s_choice = choice;
    const bool dark = choice == Choice::Dark || (choice == Choice::System && desktopIsDark());
    shared() = readTheme(dark);
    QApplication::setPalette(shared().palette()); // widgets repaint: the theme stands already
    const QFont body = Metrics::body();
    if (QApplication::font() != body)
        QApplication::setFont(body);
    s_applying = false;
}

Theme::Choice Theme::choiceFromName(const QString& name)
{
    if (name == QLatin1String("light"))
        return Choice::Light;
    return name == QLatin1String("dark") ? Choice::Dark : Choice::System;
}

QPalette Theme::palette() const
{
    QPalette palette;
    const std::pair<QPalette::ColorRole, QColor> roles[] = {
        {QPalette::Window, window},      {QPalette::WindowText, text},
        {QPalette::Base, base},          {QPalette::AlternateBase, raised},
        {QPalette::Text, text},          {QPalette::PlaceholderText, text2},
        {QPalette::Button, raised},      {QPalette::ButtonText, text},
        {QPalette::BrightText, problem}, {QPalette::Light, base},
        {QPalette::Midlight, line},      {QPalette::Mid, sunken},
        {QPalette::Dark, lineStrong},    {QPalette::Shadow, lineStrong},
        {QPalette::Highlight, accent},   {QPalette::HighlightedText, onAccent},
        {QPalette::Link, accent},        {QPalette::LinkVisited, accentText},
        {QPalette::ToolTipBase, tip},    {QPalette::ToolTipText, text}};
    for (const auto& [role, color] : roles)
        palette.setColor(role, color);
    const QColor faint = between(text2, window, 0.4);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, lineStrong);
    return palette;
}

QColor Theme::fromSequential(double share) const
{
    const auto last = static_cast<double>(sequential.size() - 1);
    const double at = (share > 0 ? std::min(share, 1.0) : 0.0) * last; // not a number: the first stop
    const auto stop = static_cast<qsizetype>(at);
    if (stop + 1 >= sequential.size())
        return sequential.last();
    return between(sequential[stop], sequential[stop + 1], at - std::floor(at));
}

}
