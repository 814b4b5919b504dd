#include "ui/views/rail.h"

#include "ui/views/painting.h"

#include <QToolButton>
#include <QVBoxLayout>
#include <array>

namespace embedscope {

namespace {

constexpr std::array<const char*, kPageCount> kKeys = {"library", "explore", "monitor", "lab", "model"};

}

QString pageKey(Page page)
{
    return QLatin1String(kKeys.at(static_cast<std::size_t>(page)));
}

Page pageFromKey(const QString& key, bool* known)
{
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        if (key == QLatin1String(kKeys[i])) {
            if (known)
                *known = true;
            return static_cast<Page>(i);
        }
    }
    if (known)
        *known = false;
    return Page::Library;
}

class Rail::Button : public QToolButton
{
public:
    Button(const QString& icon, const QString& text, QWidget* parent)
        : QToolButton(parent)
        , m_icon(icon)
    {
        setText(text);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

    void setIconsOnly(bool iconsOnly)
    {
        m_iconsOnly = iconsOnly;
        setToolTip(iconsOnly ? text() : QString());
        updateGeometry();
        update();
    }

    QSize sizeHint() const override
    {
        return m_iconsOnly ? QSize(Metrics::px(40), Metrics::px(40))
                           : QSize(Metrics::px(64), Metrics::px(60));
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::current();
        QPainter painter(this);
        const qreal radius = Metrics::px(8);
        if (isChecked())
            painting::box(painter, rect(), radius, theme.accentSoft);
        else if (underMouse())
            painting::box(painter, rect(), radius, painting::mixed(theme.window, theme.text, 0.05));
        const QColor ink = isChecked() ? theme.accentText : theme.text2;
        const int iconTop = m_iconsOnly ? 0 : Metrics::px(8);
        const int iconHeight = m_iconsOnly ? height() : Metrics::px(24);
        painting::icon(painter, QRect(0, iconTop, width(), iconHeight), m_icon, 20, ink);
        if (!m_iconsOnly) {
            QFont font = Metrics::caption();
            font.setBold(isChecked());
            painter.setFont(font);
            painter.setPen(ink);
            painter.drawText(QRect(0, Metrics::px(34), width(), Metrics::px(20)), Qt::AlignCenter, text());
        }
        if (painting::showsFocus(this))
            painting::focusOutline(painter, rect(), radius);
    }

private:
    QString m_icon;
    bool m_iconsOnly = false;
};

Rail::Rail(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("railWidget"));
    setAccessibleName(tr("Pages"));
    auto* layout = new QVBoxLayout(this);
    const int edge = Metrics::px(8);
    layout->setContentsMargins(edge, edge, edge, edge);
    layout->setSpacing(Metrics::px(4));
    const QStringList names = {tr("Library"), tr("Explore"), tr("Monitor"), tr("Lab"), tr("Model")};
    for (int i = 0; i < kPageCount; ++i) {
        const QString key = pageKey(static_cast<Page>(i));
        Button* button = addButton(key, names[i], key + QStringLiteral("PageToolButton"));
        button->setCheckable(true);
        button->setAccessibleName(tr("%1 page").arg(names[i]));
        m_group.addButton(button, i);
    }
    layout->addStretch(1);
    Button* settings =
        addButton(QStringLiteral("settings"), tr("Settings"), QStringLiteral("settingsToolButton"));
    settings->setAccessibleName(tr("Settings"));
    connect(settings, &QToolButton::clicked, this, &Rail::settingsChosen);
    connect(&m_group, &QButtonGroup::idClicked, this,
            [this](int id) { emit pageChosen(static_cast<Page>(id)); });
    setCurrent(Page::Library);
}

Rail::Button* Rail::addButton(const QString& icon, const QString& text, const QString& objectName)
{
    auto* button = new Button(icon, text, this);
    button->setObjectName(objectName);
    layout()->addWidget(button);
    m_buttons.append(button);
    return button;
}

void Rail::setCurrent(Page page)
{
    m_group.button(static_cast<int>(page))->setChecked(true);
}

void Rail::setIconsOnly(bool iconsOnly)
{
    for (Button* button : std::as_const(m_buttons))
        button->setIconsOnly(iconsOnly);
}

void Rail::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painting::hairline(painter, {width() - 1.0, 0.0}, {width() - 1.0, static_cast<double>(height())});
}

}
