#include "ui/views/token_strip.h"

#include "ui/views/painting.h"

#include <QFontDatabase>
#include <QHelpEvent>
#include <QToolTip>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kChipHeight = 28, kIdHeight = 18, kRowGap = 10, kGap = 5;

QFont pieceFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(Metrics::body().pointSizeF());
    return font;
}

}

TokenStrip::Colours TokenStrip::coloursOf(TokenRow::Part part)
{
    const Theme& theme = Theme::current();
    switch (part) {
    case TokenRow::Part::Special:
        return {theme.accentSoft, theme.accent, theme.accentText};
    case TokenRow::Part::Prompt:
        return {theme.mark, theme.line, theme.text};
    case TokenRow::Part::Text:
        break;
    }
    return {theme.raised, theme.line, theme.text};
}

TokenStrip::TokenStrip(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("tokenStripWidget"));
    setAccessibleName(tr("Tokens"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TokenStrip::setTokens(const QList<TokenRow>& tokens)
{
    // Only vocabularies that mark beginnings of words say what belongs together.
    const bool marksWords = std::any_of(tokens.begin(), tokens.end(), [](const TokenRow& token) {
        return token.part == TokenRow::Part::Text && token.beginsWord;
    });
    m_chips.clear();
    QStringList spoken;
    for (const TokenRow& token : tokens.mid(0, kMostShown)) {
        const bool otherPart = !m_chips.isEmpty() && m_chips.last().token.part != token.part;
        m_chips.append({token, token.beginsWord || otherPart || !marksWords, {}});
        spoken.append(spokenToken(token));
    }
    setAccessibleDescription(spoken.mid(0, 60).join(QStringLiteral("; ")));
    fitToWidth();
    update();
}

QString TokenStrip::spokenToken(const TokenRow& token) const
{
    switch (token.part) {
    case TokenRow::Part::Special:
        return tr("%1, %2, special").arg(token.text).arg(token.id);
    case TokenRow::Part::Prompt:
        return tr("%1, %2, of the prompt").arg(token.text).arg(token.id);
    case TokenRow::Part::Text:
        break;
    }
    return tr("%1, %2").arg(token.text).arg(token.id);
}

/// Its rows follow from its width, so its height is set whenever one of them changes.
void TokenStrip::fitToWidth()
{
    const int height = layOut(m_chips, QWidget::width());
    if (height != minimumHeight())
        setFixedHeight(height);
}

void TokenStrip::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitToWidth();
}

int TokenStrip::width(const Chip& chip) const
{
    const int piece = QFontMetrics(pieceFont()).horizontalAdvance(chip.token.text) + 2 * Metrics::px(9);
    const int id =
        QFontMetrics(Metrics::caption()).horizontalAdvance(QString::number(chip.token.id)) + Metrics::px(4);
    return std::max({piece, id, Metrics::px(24)});
}

int TokenStrip::layOut(QList<Chip>& chips, int width) const
{
    const int stride = Metrics::px(kChipHeight + kIdHeight + kRowGap);
    int x = 0, y = 0;
    for (Chip& chip : chips) {
        const int wide = std::min(this->width(chip), std::max(width, Metrics::px(24)));
        const int gap = x == 0 ? 0 : chip.apart ? Metrics::px(kGap) : -1;
        if (x > 0 && x + gap + wide > width) {
            x = 0;
            y += stride;
        } else {
            x += gap;
        }
        chip.rect = QRect(x, y, wide, Metrics::px(kChipHeight));
        x += wide;
    }
    return y + stride - Metrics::px(kRowGap);
}

void TokenStrip::paintEvent(QPaintEvent* event)
{
    const Theme& theme = Theme::current();
    QPainter painter(this);
    for (const Chip& chip : std::as_const(m_chips)) {
        if (!chip.rect.adjusted(0, 0, 0, Metrics::px(kIdHeight)).intersects(event->rect()))
            continue;
        const auto [fill, border, ink] = coloursOf(chip.token.part);
        painting::box(painter, chip.rect, Metrics::px(3), fill, border);
        painter.setFont(pieceFont());
        painter.setPen(ink);
        painter.drawText(
            chip.rect.adjusted(2, 0, -2, 0), Qt::AlignCenter,
            painter.fontMetrics().elidedText(chip.token.text, Qt::ElideRight, chip.rect.width() - 4));
        painter.setFont(Metrics::caption());
        painter.setPen(theme.text2);
        painter.drawText(
            QRect(chip.rect.left(), chip.rect.bottom() + 2, chip.rect.width(), Metrics::px(kIdHeight)),
            Qt::AlignHCenter | Qt::AlignTop, QString::number(chip.token.id));
    }
}

bool TokenStrip::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        for (const Chip& chip : std::as_const(m_chips)) {
            if (chip.rect.contains(help->pos())) {
                QToolTip::showText(help->globalPos(), spokenToken(chip.token), this);
                return true;
            }
        }
        QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

}
