#include "ui/views/search_field.h"

#include "ui/views/icon_button.h"
#include "ui/views/painting.h"
#include "ui/views/segmented_buttons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

namespace embedscope {

namespace {

constexpr int kRestMs = 250;

}

SearchField::SearchField(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("searchFieldWidget"));
    setAccessibleName(tr("Search"));
    setFixedHeight(Metrics::px(36));
    setMaximumWidth(Metrics::px(760));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::IBeamCursor);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &SearchField::ask);
    buildLine();
}

void SearchField::buildLine()
{
    m_line = new QLineEdit(this);
    m_line->setObjectName(QStringLiteral("searchLineEdit"));
    m_line->setAccessibleName(tr("Search field"));
    m_line->setFrame(false);
    m_line->setAcceptDrops(false); // files go to the window
    m_line->setAttribute(Qt::WA_MacShowFocusRect, false);
    m_line->setProperty("bare", true);
    m_line->setStyleSheet(
        QStringLiteral("QLineEdit { background: transparent; border: 0; padding: 0; margin: 0; }"));
    m_line->setFont(Metrics::body());
    m_line->installEventFilter(this);
    setFocusProxy(m_line);

    m_clear = new IconButton(QStringLiteral("cancel"), tr("Clear the search"), this);
    m_clear->setObjectName(QStringLiteral("clearSearchToolButton"));
    m_clear->setCursor(Qt::ArrowCursor);
    m_clear->hide();

    m_kinds = new SegmentedButtons(tr("Search by"), this);
    m_kinds->setObjectName(QStringLiteral("searchKindSegmentedButtons"));
    m_kinds->setCursor(Qt::ArrowCursor);
    m_kinds->addSegment(tr("Meaning"), QStringLiteral("meaningToolButton"));
    m_kinds->addSegment(tr("Words"), QStringLiteral("wordsToolButton"));
    m_kinds->addSegment(tr("Both"), QStringLiteral("bothToolButton"));
    m_kinds->setCurrent(static_cast<int>(SearchKind::Both));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(Metrics::px(36), 0, Metrics::px(3), 0);
    layout->setSpacing(Metrics::px(8));
    layout->addWidget(m_line, 1);
    layout->addWidget(m_clear);
    layout->addWidget(m_kinds);

    connect(m_line, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_clear->setVisible(!text.isEmpty());
        update();
    });
    connect(m_line, &QLineEdit::textEdited, &m_rest, qOverload<>(&QTimer::start));
    connect(m_clear, &QToolButton::clicked, this, &SearchField::clear);
    connect(m_kinds, &SegmentedButtons::chosen, this, [this] {
        emit kindChanged(kind());
        ask();
    });
    setEmptyLibrary(false);
}

QString SearchField::query() const
{
    return m_line->text().simplified();
}

SearchKind SearchField::kind() const
{
    return static_cast<SearchKind>(m_kinds->current());
}

void SearchField::setQuery(const QString& query)
{
    m_line->setText(query);
    ask();
}

void SearchField::setKind(SearchKind kind)
{
    m_kinds->setCurrent(static_cast<int>(kind));
}

void SearchField::nextKind()
{
    setKind(static_cast<SearchKind>((m_kinds->current() + 1) % 3));
    emit kindChanged(kind());
    ask();
}

void SearchField::setEmptyLibrary(bool empty)
{
    m_line->setPlaceholderText(empty ? tr("Nothing to search yet: drop documents first")
                                     : tr("Search everything by meaning or by words"));
}

void SearchField::setShortcutHint(bool shown)
{
    m_hintShown = shown;
    update();
}

void SearchField::focusLine()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

void SearchField::clear()
{
    m_line->clear();
    ask();
    m_line->setFocus(Qt::OtherFocusReason);
}

void SearchField::ask()
{
    m_rest.stop();
    if (query() == m_askedQuery && kind() == m_askedKind)
        return; // a space more is no other question
    m_askedQuery = query();
    m_askedKind = kind();
    emit asked(m_askedQuery, m_askedKind);
}

bool SearchField::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    if (event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            m_askedQuery.clear(); // Enter asks again, whatever was asked
            ask();
            return true;
        case Qt::Key_Down:
            emit leftDownwards();
            return true;
        case Qt::Key_Escape:
            if (m_line->text().isEmpty())
                emit escaped();
            else
                clear();
            return true;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void SearchField::mousePressEvent(QMouseEvent*)
{
    m_line->setFocus(Qt::MouseFocusReason);
}

void SearchField::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    const bool focused = m_line->hasFocus();
    painting::box(painter, rect(), Metrics::px(6), theme.base, focused ? theme.accent : theme.lineStrong,
                  focused ? 2 : 1);
    const QRect iconRect(Metrics::px(12), 0, Metrics::px(16), height());
    painting::icon(painter, iconRect, QStringLiteral("search"), 16, theme.text);
    if (!m_hintShown || focused || !m_line->text().isEmpty())
        return;
    const QString hint = QKeySequence(QKeySequence::Find)
                             .toString(QKeySequence::NativeText)
                             .replace(QLatin1Char('+'), QLatin1Char(' '));
    painter.setFont(Metrics::caption());
    const int width = painter.fontMetrics().horizontalAdvance(hint) + Metrics::px(12);
    const QRect key(m_kinds->x() - Metrics::px(8) - width, (height() - Metrics::px(20)) / 2, width,
                    Metrics::px(20));
    painting::box(painter, key, Metrics::px(4), theme.raised, theme.line);
    painter.setPen(theme.text2);
    painter.drawText(key, Qt::AlignCenter, hint);
}

}
