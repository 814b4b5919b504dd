#include "ui/views/token_card.h"

#include "ui/models/workbench.h"
#include "ui/views/action_button.h"
#include "ui/views/counted.h"
#include "ui/views/dialogs.h"
#include "ui/views/painting.h"
#include "ui/views/segmented_buttons.h"
#include "ui/views/token_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <algorithm>

namespace embedscope {

namespace {

constexpr int kMostChars = 4000;

enum Role
{
    AsQuestion,
    AsPassage,
    Alone
};

/// A small box in the colours of a part, with its name.
class PartLegend : public QWidget
{
public:
    PartLegend(TokenRow::Part part, const QString& words, QWidget* parent)
        : QWidget(parent)
        , m_part(part)
        , m_words(words)
    {
        setAccessibleName(words);
        setFixedSize(Metrics::px(12 + 6) + QFontMetrics(Metrics::small()).horizontalAdvance(words) + 2,
                     Metrics::px(24));
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const int size = Metrics::px(12);
        const auto colours = TokenStrip::coloursOf(m_part);
        painting::box(painter, QRect(0, (height() - size) / 2, size, size), Metrics::px(2), colours.fill,
                      m_part == TokenRow::Part::Text ? Theme::current().lineStrong : colours.border);
        painter.setFont(Metrics::small());
        painter.setPen(Theme::current().text2);
        painter.drawText(rect().adjusted(size + Metrics::px(6), 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                         m_words);
    }

private:
    TokenRow::Part m_part;
    QString m_words;
};

}

TokenCard::TokenCard(Workbench& workbench, QWidget* parent)
    : CardBox(tr("Token inspector"), parent)
    , m_workbench(workbench)
{
    setObjectName(QStringLiteral("modelTokensWidget"));
    build();
}

void TokenCard::build()
{
    m_role = new SegmentedButtons(tr("Tokens of"), this);
    m_role->addSegment(tr("As question"), QStringLiteral("tokensAsQuestionToolButton"));
    m_role->addSegment(tr("As passage"), QStringLiteral("tokensAsPassageToolButton"));
    m_role->addSegment(tr("Alone"), QStringLiteral("tokensAloneToolButton"));
    m_role->setCurrent(AsQuestion);
    head()->addSpacing(Metrics::px(12));
    head()->addWidget(m_role);
    head()->addStretch();
    m_other = new ActionButton(ActionButton::Kind::Quiet, tr("Another file..."), {}, this);
    m_other->setObjectName(QStringLiteral("tokensOtherPushButton"));
    m_other->setToolTip(tr("Tokens of another file; one with a vocabulary only will do"));
    head()->addWidget(m_other);
    connect(m_other, &QPushButton::clicked, this, &TokenCard::chooseVocabulary);
    connect(&m_vocabulary, &VocabularyFile::changed, this, &TokenCard::showVocabulary);
    connect(&m_vocabulary, &VocabularyFile::refused, this,
            [this](const QString& why) { m_count->setText(why); });
    m_text = new QLineEdit(this);
    m_text->setObjectName(QStringLiteral("modelTextLineEdit"));
    m_text->setAccessibleName(tr("Text to cut into tokens"));
    m_text->setPlaceholderText(tr("Type a text to see its tokens"));
    m_text->setClearButtonEnabled(true);
    if (auto* const clear = m_text->findChild<QToolButton*>()) {
        clear->setObjectName(QStringLiteral("modelClearTextToolButton"));
        clear->setAccessibleName(tr("Clear the text"));
    }
    m_text->setMinimumHeight(Metrics::px(34));
    m_text->setTextMargins(Metrics::px(8), 0, Metrics::px(4), 0);
    m_text->setText(tr("how do bees keep their hive warm through a frostbitten January?"));
    m_text->setCursorPosition(0);
    m_tokens = new TokenStrip(this);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("modelTokenCountLabel"));
    m_count->setFont(Metrics::small());
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setTextFormat(Qt::PlainText);
    m_count->setWordWrap(true);
    connect(m_text, &QLineEdit::textChanged, this, &TokenCard::showTokens);
    connect(m_role, &SegmentedButtons::chosen, this, &TokenCard::showTokens);
    body()->addWidget(m_text);
    body()->addWidget(m_tokens);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(Metrics::px(12));
    foot->addWidget(m_count, 1);
    for (const auto& [part, words] :
         std::initializer_list<std::pair<TokenRow::Part, QString>>{{TokenRow::Part::Special, tr("special")},
                                                                   {TokenRow::Part::Prompt, tr("prompt")},
                                                                   {TokenRow::Part::Text, tr("text")}})
        foot->addWidget(new PartLegend(part, words, this));
    body()->addLayout(foot);
    showVocabulary();
}

void TokenCard::chooseVocabulary()
{
    if (m_vocabulary.tokenizer())
        m_vocabulary.close();
    else if (const QString path = Dialogs::get().chooseModel(this); !path.isEmpty())
        m_vocabulary.open(path);
}

/// Another file has no prompts: those are chosen with the weights.
void TokenCard::showVocabulary()
{
    const bool other = m_vocabulary.tokenizer() != nullptr;
    const QString name = QFontMetrics(titleLabel()->font())
                             .elidedText(m_vocabulary.name(), Qt::ElideMiddle, Metrics::px(280));
    titleLabel()->setText(other ? tr("Tokens of %1").arg(name) : tr("Token inspector"));
    m_role->setVisible(!other);
    m_other->setText(other ? tr("Back to the model") : tr("Another file..."));
    m_other->setAccessibleName(other ? m_other->text() : tr("Tokens of another file"));
    m_other->updateGeometry();
    showTokens();
}

QList<TokenRow> TokenCard::tokens() const
{
    if (const Tokenizer* const other = m_vocabulary.tokenizer())
        return tokenRows(*other, {}, m_text->text().left(kMostChars).toStdString(), kMostChars);
    const std::optional<TextRole> role = m_role->current() == AsQuestion ? std::optional(TextRole::Question)
        : m_role->current() == AsPassage                                 ? std::optional(TextRole::Passage)
                                                                         : std::nullopt;
    return m_workbench.tokensOf(m_text->text(), role);
}

void TokenCard::showTokens()
{
    const QList<TokenRow> tokens = this->tokens();
    m_tokens->setTokens(tokens);
    const auto of = [&](TokenRow::Part part) {
        return static_cast<int>(std::count_if(tokens.begin(), tokens.end(),
                                              [part](const TokenRow& token) { return token.part == part; }));
    };
    const auto count = static_cast<int>(tokens.size());
    QString sentence = tr("%1: %2 of the text, %3 of the prompt, %4 special")
                           .arg(counted(count, tr("1 token"), tr("%1 tokens")))
                           .arg(of(TokenRow::Part::Text))
                           .arg(of(TokenRow::Part::Prompt))
                           .arg(of(TokenRow::Part::Special));
    const std::shared_ptr<const Model> model = m_workbench.model();
    if (model && !m_vocabulary.tokenizer() && count > model->info().contextLength)
        sentence = tr("%1; the model takes %2, the rest of the text would be left out")
                       .arg(sentence)
                       .arg(model->info().contextLength);
    if (count > TokenStrip::kMostShown)
        sentence = tr("%1; the first %2 are shown").arg(sentence).arg(TokenStrip::kMostShown);
    m_count->setText(sentence);
}

}
